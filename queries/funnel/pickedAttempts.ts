import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import { chooseSql, chosenCte, numbers, positionColumns, stepAt, type AttemptShape } from './attempt'
import type { FunnelOptions } from './options'
import { pairColumns, type Pairing } from './pairs'

/** Where the attempts stand that are picked from, and which columns tell whose they are. */
interface Tried {
  readonly from: string
  readonly by: readonly string[]
  readonly carried: readonly string[]
}

/**
 * WITH queries that find which of `every_try` count, ending in `chosen`: (key, step_1_at … step_N_at, depth, and entry_unit
 * and entry where attempts have them, and for pairs their owner and values), without the void ones. `entries` is a SELECT
 * (key, position, place) of the events that attempts begin with, where every_try does not say by itself which event each
 * began with.
 */
export function pickedCtes(
  shape: AttemptShape,
  options: FunnelOptions,
  pairing: Pairing | null,
  entries: string | null,
): readonly Cte[] {
  const owned = pairing === null ? [] : ['owner', ...pairColumns(pairing)]
  const entered = entries === null ? 'every_try' : 'entered_try'
  const before: readonly Cte[] = [
    ...(entries === null
      ? []
      : [
          {
            name: 'entered_try',
            about: 'Each of these attempts with the event that it began with',
            sql: select(
              ['every_try.*', 'began.place AS entry'],
              `FROM every_try
JOIN ${inBrackets(entries)} AS began ON every_try.key = began.key
  AND every_try.${stepAt(1)} = began.position`,
            ),
          },
        ]),
    ...(pairing === null
      ? []
      : [
          {
            name: 'owned_try',
            about: 'The same with whose attempts they are, and the values that they hold',
            sql: select(
              [`${entered}.*`, ...owned.map((name) => `pairs.${name}`)],
              `FROM ${entered}\nJOIN pairs ON ${entered}.key = pairs.key`,
            ),
          },
        ]),
  ]
  const part = shape.partSql === undefined ? [] : ['entry_unit']
  const by =
    pairing === null || options.counting === 'pairs'
      ? ['key', ...part]
      : ['owner', ...(pairing.value === null ? [] : ['counted_value']), ...part]
  const carried = ['key', ...owned].filter((name) => !by.includes(name))
  const tried = { from: pairing === null ? entered : 'owned_try', by, carried }
  if (options.counting !== 'totals')
    return [...before, chosenCte(chooseSql(tried.from, options.entry, shape, by, carried))]
  return [...before, ...totalsCtes(shape, options, tried)]
}

/** Where each attempt counts, those that do not overlap or share steps. */
function totalsCtes(shape: AttemptShape, options: FunnelOptions, { from, by, carried }: Tried): readonly Cte[] {
  const began = shape.hasEntry === true ? 'entry' : stepAt(1)
  const columns = [...by, ...carried, ...positionColumns(shape.steps), ...(shape.hasEntry === true ? ['entry'] : [])]
  const keys = by.join(', ')
  switch (options.entry) {
    case 'furthest':
      return [chosenCte(select([...columns, 'depth'], `FROM ${from}\nWHERE NOT void`))]
    case 'first':
      return [
        {
          name: 'numbered_try',
          about: 'These attempts, numbered in order',
          keep: 'MATERIALIZED',
          sql: select(
            ['*', `row_number() OVER (PARTITION BY ${keys} ORDER BY ${stepAt(1)}, ${began}) AS nth`],
            `FROM ${from}`,
          ),
        },
        {
          name: 'in_turn',
          about: 'One attempt after the other: each begins after the one before is over',
          sql: select([...by, `unnest(${inTurnSql()}) AS nth`], `FROM numbered_try\nGROUP BY ${keys}`),
        },
        chosenCte(
          select(
            [...columns, 'depth'].map((name) => `numbered_try.${name}`),
            `FROM numbered_try
JOIN in_turn ON ${[...by, 'nth'].map((name) => `numbered_try.${name} IS NOT DISTINCT FROM in_turn.${name}`).join('\n  AND ')}
WHERE NOT void`,
          ),
        ),
      ]
    case 'latest': {
      const later = numbers(2, shape.steps)
      const isLast = later.map(
        (step) => `depth >= ${step}
    AND row_number() OVER (
      PARTITION BY ${keys}, ${stepAt(step)}, depth >= ${step}
      ORDER BY ${stepAt(1)} DESC, ${began} DESC
    ) = 1 AS own_step_${step}`,
      )
      const depth = later
        .toReversed()
        .reduce((rest, step) => `CASE WHEN own_step_${step} THEN 1\n    + ${rest} ELSE 0 END`, '0')
      return [
        {
          name: 'shared_try',
          about: 'Of several attempts that share a step, the one that began last has it as its own',
          sql: select([...columns, 'depth', ...isLast], `FROM ${from}\nWHERE NOT void`),
        },
        {
          name: 'chosen',
          about: 'The attempts up to the first step that is not their own',
          sql: select([...columns, `1 + ${depth} AS depth`], 'FROM shared_try'),
        },
      ]
    }
  }
}

/** SQL of the numbers of the attempts of which each begins after the one before is over. */
function inTurnSql(): string {
  const began = stepAt(1)
  const none = "{'began_at': NULL, 'over_at': NULL, 'nth': 0::BIGINT, 'taken': []::BIGINT[]}"
  return `list_reduce(
    list({'began_at': ${began}, 'over_at': over_at, 'nth': nth, 'taken': []::BIGINT[]} ORDER BY nth),
    lambda so_far, one: CASE
      WHEN len(so_far.taken) = 0 OR one.began_at > so_far.over_at
      THEN {
        'began_at': one.began_at,
        'over_at': one.over_at,
        'nth': one.nth,
        'taken': list_append(so_far.taken, one.nth)
      }
      ELSE so_far
    END,
    ${none}
  ).taken`
}

/** The last WITH query of attempts that are picked: `counted_attempts`, with the key that is counted as key and an attempt_number. */
export function numberedCte(from: string, pairing: Pairing | null): Cte {
  return {
    name: 'counted_attempts',
    about: 'The same, numbered',
    keep: 'MATERIALIZED',
    sql: select(
      [
        ...(pairing === null ? ['*'] : ['* EXCLUDE (key, owner)', 'owner AS key']),
        'row_number() OVER () AS attempt_number',
      ],
      `FROM ${from}`,
    ),
  }
}
