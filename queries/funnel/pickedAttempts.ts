import { chooseSql, numbers, type AttemptShape } from './attempt'
import type { FunnelOptions } from './options'
import { pairColumns, type Pairing } from './pairs'

/**
 * CTEs that find which of `every_try` count, ending in `tried` and, without the void ones, `chosen`: (k, o1 … oN, depth,
 * and d and entry where attempts have them, and for pairs their owner and values). `entries` is a SELECT (k, o, place) of
 * the events that attempts begin with, where every_try does not say by itself which event each began with.
 */
export function pickedCtes(
  shape: AttemptShape,
  options: FunnelOptions,
  pairing: Pairing | null,
  entries: string | null,
): readonly string[] {
  const steps = numbers(1, shape.steps)
  const owned = pairing === null ? [] : ['owner', ...pairColumns(pairing)]
  const entered =
    entries === null
      ? []
      : [
          `entered_try AS (SELECT every_try.*, began.place AS entry FROM every_try JOIN (${entries}) began ON every_try.k = began.k AND every_try.o1 = began.o)`,
        ]
  const from = entries === null ? 'every_try' : 'entered_try'
  const ofOwner =
    pairing === null
      ? []
      : [
          `owned_try AS (SELECT ${from}.*, ${owned.map((name) => `pairs.${name}`).join(', ')} FROM ${from} JOIN pairs ON ${from}.k = pairs.k)`,
        ]
  const all = pairing === null ? from : 'owned_try'
  const part = shape.partSql === undefined ? [] : ['d']
  const by =
    pairing === null || options.counting === 'pairs'
      ? ['k', ...part]
      : ['owner', ...(pairing.value === null ? [] : ['v']), ...part]
  const carried = ['k', ...owned].filter((name) => !by.includes(name))
  const before = [...entered, ...ofOwner]
  if (options.counting !== 'totals')
    return [...before, `chosen AS (${chooseSql(all, options.entry, shape, by, carried)})`]

  const began = shape.hasEntry === true ? 'entry' : 'o1'
  const columns = [...by, ...carried, ...steps.map((step) => `o${step}`), ...(shape.hasEntry === true ? ['entry'] : [])]
  const keys = by.join(', ')
  switch (options.entry) {
    case 'furthest':
      return [...before, `chosen AS (SELECT ${[...columns, 'depth'].join(', ')} FROM ${all} WHERE NOT void)`]
    case 'first':
      return [
        ...before,
        `numbered_try AS MATERIALIZED (SELECT *, row_number() OVER (PARTITION BY ${keys} ORDER BY o1, ${began}) AS nth FROM ${all})`,
        // One attempt after the other: each begins after the one before is over.
        `in_turn AS (SELECT ${keys}, unnest(list_reduce(list({'o1': o1, 'over': over, 'nth': nth, 'taken': []::BIGINT[]} ORDER BY nth),
      lambda so_far, one: CASE WHEN len(so_far.taken) = 0 OR one.o1 > so_far.over THEN {'o1': one.o1, 'over': one.over, 'nth': one.nth, 'taken': list_append(so_far.taken, one.nth)} ELSE so_far END,
      {'o1': NULL, 'over': NULL, 'nth': 0::BIGINT, 'taken': []::BIGINT[]}).taken) AS nth FROM numbered_try GROUP BY ${keys})`,
        `chosen AS (SELECT ${[...columns, 'depth'].map((name) => `numbered_try.${name}`).join(', ')} FROM numbered_try JOIN in_turn ON ${[...by, 'nth'].map((name) => `numbered_try.${name} IS NOT DISTINCT FROM in_turn.${name}`).join(' AND ')} WHERE NOT void)`,
      ]
    case 'latest': {
      // Of several attempts that share a step, the one that began last has it: the others end before it.
      const isLast = steps
        .slice(1)
        .map(
          (step) =>
            `depth >= ${step} AND row_number() OVER (PARTITION BY ${keys}, o${step}, depth >= ${step} ORDER BY o1 DESC, ${began} DESC) = 1 AS own_${step}`,
        )
      const depth = steps
        .slice(1)
        .toReversed()
        .reduce((rest, step) => `CASE WHEN own_${step} THEN 1 + ${rest} ELSE 0 END`, '0')
      return [
        ...before,
        `shared_try AS (SELECT ${[...columns, 'depth', ...isLast].join(', ')} FROM ${all} WHERE NOT void)`,
        `chosen AS (SELECT ${columns.join(', ')}, 1 + ${depth} AS depth FROM shared_try)`,
      ]
    }
  }
}

/** The last CTE of attempts that are picked: `counted_attempts`, with the key that is counted as k and a number n for each attempt. */
export function numberedCte(from: string, pairing: Pairing | null): string {
  const columns = pairing === null ? '*' : '* EXCLUDE (k, owner), owner AS k'
  return `counted_attempts AS MATERIALIZED (SELECT ${columns}, row_number() OVER () AS n FROM ${from})`
}
