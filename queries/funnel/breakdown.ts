import { elementAt } from '../../src-renderer/base/required'
import { columnNamed, conditionSql } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { inBrackets, listSql, select, type Cte } from '../../src-renderer/query/sql/statement'
import { whereLines } from '../events/eventsInScope'
import { heldName } from './pairs'
import { numbers } from './attempt'
import { NO_VALUE, OTHER, valueSql, wordSql } from '../events/brokenBy'
import { NOT_REACHED } from './attemptValues'
import { entryDates, type Attempts } from './attempts'
import { firstSteps, maskFirsts, maskUnfiltered } from './firstEvents'
import type { Expressions } from '../events/keyedRows'
import { positionSql, type PositionKind } from '../events/position'

const STEP_COLUMNS = [
  'step',
  'event',
  'users',
  'pct_first',
  'pct_previous',
  'median_seconds',
  'p90_seconds',
  'mean_seconds',
  'lost',
  'date',
  'entered',
  'converted',
  'pct',
  'complete',
  'entered_complete',
]

/** The breakdown's column in the result: named as in the log, unless the result has a column of that name. */
export function breakdownName(column: string): string {
  return STEP_COLUMNS.some((name) => name === column.toLowerCase()) ? `${column} at entry` : column
}

interface StepEvents {
  /** A SELECT of key, position, place, what attempts hold, and the given expressions. */
  readonly rows: string
  /** The condition that joins these rows with the attempts, both by the names that they have there. */
  on(rows: string, attempts: string): string
  readonly pick: 'arg_min' | 'arg_max'
}

/** The columns of the events that attempts hold: those that tell events of one time apart. */
function heldColumns({ shape, pairing, within }: Attempts): Expressions {
  return shape.kind === 'file' || pairing === null
    ? []
    : pairing.hold.map((column, index) => [
        identifier(columnNamed(column, within.source.columns).name),
        heldName(index + 1),
      ])
}

/** The events that meet some steps of the funnel, with a mask of these steps (bit n - 1 for step n): key, position, place, mask and the given expressions. */
function maskedEvents(
  { options, rows, within }: Attempts,
  steps: readonly number[],
  kind: PositionKind,
  expressions: Expressions,
): string {
  const conditions = steps.map((one) => conditionSql(elementAt(options.steps, one - 1), within.source.columns))
  const mask = conditions
    .map((condition, index) => `CASE WHEN ${condition} THEN ${2 ** (elementAt(steps, index) - 1)} ELSE 0 END`)
    .join('\n    + ')
  const meets = conditions.length === 1 ? elementAt(conditions, 0) : `(${conditions.join(' OR ')})`
  const firsts = firstSteps(options.steps).filter((one) => steps.includes(one))
  const unfiltered = steps
    .filter((one) => elementAt(options.steps, one - 1).first === 'unfiltered')
    .map((step) => ({ step, bit: 2 ** (step - 1) }))
  const found = rows.rows(meets, [
    [positionSql(kind), 'position'],
    [positionSql('file'), 'place'],
    [`(\n    ${mask}\n  )`, 'mask'],
    ...expressions,
  ])
  const narrowed = maskFirsts(maskUnfiltered(found, unfiltered), firsts, true)
  return unfiltered.length + firsts.length === 0 ? narrowed : `SELECT *\nFROM ${inBrackets(narrowed)}\nWHERE mask <> 0`
}

/**
 * The events that may have filled a step. Of several at one time, the one that `pick` (an aggregate by place) gives: the
 * first in the file, or the last where an attempt began as late as possible.
 */
export function stepEvents(attempts: Attempts, step: number, expressions: Expressions): StepEvents {
  const { options, rows, shape, within } = attempts
  const isEntry = step === 1
  const byEntry = isEntry && shape.hasEntry === true
  const steps = options.order === 'any' ? numbers(1, options.steps.length) : [step]
  const kind = byEntry ? 'file' : shape.kind
  const held = byEntry ? [] : heldColumns(attempts)
  const column = byEntry ? 'entry' : attempts.position(step)
  const found =
    isEntry && steps.every((one) => elementAt(options.steps, one - 1).first === false)
      ? rows.rows(
          whereLines(
            `(${steps.map((one) => conditionSql(elementAt(options.steps, one - 1), within.source.columns)).join(' OR ')})`,
            entryDates(within),
          ),
          [[positionSql(kind), 'position'], [positionSql('file'), 'place'], ...held, ...expressions],
        )
      : maskedEvents(attempts, steps, kind, [...held, ...expressions])
  return {
    rows: found,
    pick: isEntry && options.entry === 'latest' ? 'arg_max' : 'arg_min',
    on: (hit, tried) =>
      [
        `${tried}.key = ${hit}.key`,
        `${tried}.${column} = ${hit}.position`,
        ...held.map(([, own]) => `${tried}.${own} = ${hit}.${own}`),
      ].join('\n  AND '),
  }
}

/** WITH query `entry_value`: the attempts' columns, and the value as breakdown_value. */
const entryValue = (about: string, sql: string): Cte => ({ name: 'entry_value', about, sql })

/** The value of a step's event, up to `entry_value`. */
function stepValueCtes(attempts: Attempts, value: string, word: (text: string) => string): readonly Cte[] {
  const { options, name, id } = attempts
  const step = options.breakdownStep
  const events = stepEvents(attempts, step, [[value, 'event_value']])
  return [
    { name: 'step_values', about: `Events that can be step ${step}, with their values`, sql: events.rows },
    {
      name: 'step_value',
      about: `Of each attempt the value of its step ${step}`,
      sql: select(
        [
          ...id.map((one) => `${name}.${one}`),
          `struct_extract(${events.pick}({'event_value': event_value}, place), 'event_value') AS event_value`,
        ],
        `FROM ${name}\nJOIN step_values ON ${events.on('step_values', name)}\nGROUP BY ALL`,
      ),
    },
    entryValue(
      'Each attempt with this value',
      select(
        [
          `${name}.*`,
          `CASE
    WHEN ${attempts.reached(step)} THEN coalesce(event_value, ${word(NO_VALUE)})
    ELSE ${word(NOT_REACHED)}
  END AS breakdown_value`,
        ],
        `FROM ${name}\nLEFT JOIN step_value ON ${id.map((one) => `${name}.${one} = step_value.${one}`).join('\n  AND ')}`,
      ),
    ),
  ]
}

/** The first or last value that the attempt's steps have, up to `entry_value`. */
function touchValueCtes(attempts: Attempts, value: string, word: (text: string) => string): readonly Cte[] {
  const { options, shape, name, id } = attempts
  const steps = numbers(1, options.steps.length)
  const held = heldColumns(attempts)
  const own = [...new Set(['key', ...id, ...held.map(([, one]) => one)])]
  const last = options.breakdownAt === 'last-touch'
  const positions = steps.map((step) => `CASE WHEN ${attempts.reached(step)} THEN ${attempts.position(step)} END`)
  const on = [
    'reached_steps.key = valued_events.key',
    'reached_steps.position = valued_events.position',
    ...held.map(([, one]) => `reached_steps.${one} = valued_events.${one}`),
    ...(options.order === 'any' ? [] : ['mask & (1 << (step - 1)) <> 0']),
  ]
  return [
    {
      name: 'valued_events',
      about: 'Events that can be a step, with their values',
      sql: maskedEvents(attempts, steps, shape.kind, [...held, [value, 'event_value']]),
    },
    {
      name: 'reached_steps',
      about: 'A row for each step of each attempt, and when it was reached',
      sql: select(
        [...own, `unnest(${listSql(steps.map(String))}) AS step`, `unnest(${listSql(positions)}) AS position`],
        `FROM ${name}`,
      ),
    },
    {
      name: 'touch_value',
      about: `Of each attempt the ${last ? 'last' : 'first'} value that one of its steps has`,
      sql: select(
        [
          ...id.map((one) => `reached_steps.${one}`),
          `${last ? 'arg_max' : 'arg_min'}(event_value, (step::HUGEINT << 120) ${last ? '-' : '+'} place) AS event_value`,
        ],
        `FROM reached_steps
JOIN valued_events ON ${on.join('\n  AND ')}
WHERE event_value IS NOT NULL
GROUP BY ALL`,
      ),
    },
    entryValue(
      'Each attempt with this value',
      select(
        [`${name}.*`, `coalesce(event_value, ${word(NO_VALUE)}) AS breakdown_value`],
        `FROM ${name}\nLEFT JOIN touch_value ON ${id.map((one) => `${name}.${one} = touch_value.${one}`).join('\n  AND ')}`,
      ),
    ),
  ]
}

/**
 * WITH queries that give each attempt its value of the breakdown's columns (a list of texts, of several), ending in `valued`: the attempts' columns,
 * breakdown_value (those beyond the limit as one) and breakdown_place (1 for the value of most attempts).
 */
export function breakdownCtes(attempts: Attempts, columns: readonly string[]): readonly Cte[] {
  const { options, within } = attempts
  const value = valueSql(columns, within.source.columns)
  const word = (text: string): string => wordSql(columns, text)
  const valueCtes = options.eachValue
    ? [
        entryValue(
          'Each attempt with its value',
          `SELECT *, coalesce(counted_value, ${word(NOT_REACHED)}) AS breakdown_value\nFROM ${attempts.name}`,
        ),
      ]
    : options.breakdownAt === 'step'
      ? stepValueCtes(attempts, value, word)
      : touchValueCtes(attempts, value, word)
  return [
    ...valueCtes,
    {
      name: 'value_ranks',
      about: 'The place of each value, that of most attempts first',
      sql: `SELECT breakdown_value, row_number() OVER (ORDER BY count(*) DESC, breakdown_value) AS place
FROM entry_value
GROUP BY breakdown_value`,
    },
    {
      name: 'valued',
      about: 'The same, with the values beyond the limit as one',
      sql: select(
        [
          'entry_value.* EXCLUDE (breakdown_value)',
          `CASE
    WHEN place <= ${options.breakdownLimit} THEN entry_value.breakdown_value
    ELSE ${word(OTHER)}
  END AS breakdown_value`,
          `least(place, ${options.breakdownLimit + 1}) AS breakdown_place`,
        ],
        'FROM entry_value\nJOIN value_ranks ON entry_value.breakdown_value = value_ranks.breakdown_value',
      ),
    },
  ]
}
