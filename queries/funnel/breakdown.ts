import { elementAt } from '../../src-renderer/base/required'
import { columnNamed, conditionSql } from '../../src-renderer/query/sql/condition'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { numbers } from './attempt'
import { entryDates, NO_VALUE, type Attempts } from './attempts'
import { firstSteps, maskFirsts, maskUnfiltered } from './firstEvents'
import type { Expressions } from '../events/keyedRows'
import { positionSql, type PositionKind } from '../events/position'

/** What the values beyond the limit are together in a breakdown, and those without the step that values are taken at. */
export const OTHER = 'Other'
const NOT_REACHED = '(not reached)'

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
  /** A SELECT of k, o, place, what attempts hold, and the given expressions. */
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
        `h${index + 1}`,
      ])
}

/** The events that meet some steps of the funnel, with a mask of these steps (bit n - 1 for step n): k, o, place, mask and the given expressions. */
function maskedEvents(
  { options, rows, within }: Attempts,
  steps: readonly number[],
  kind: PositionKind,
  expressions: Expressions,
): string {
  const conditions = steps.map((one) => conditionSql(elementAt(options.steps, one - 1), within.source.columns))
  const mask = conditions
    .map((condition, index) => `CASE WHEN ${condition} THEN ${2 ** (elementAt(steps, index) - 1)} ELSE 0 END`)
    .join(' + ')
  const meets = conditions.length === 1 ? elementAt(conditions, 0) : `(${conditions.join(' OR ')})`
  const firsts = firstSteps(options.steps).filter((one) => steps.includes(one))
  const unfiltered = steps
    .filter((one) => elementAt(options.steps, one - 1).first === 'unfiltered')
    .map((step) => ({ step, bit: 2 ** (step - 1) }))
  const found = rows.rows(meets, [
    [positionSql(kind), 'o'],
    [positionSql('file'), 'place'],
    [`(${mask})`, 'mask'],
    ...expressions,
  ])
  const narrowed = maskFirsts(maskUnfiltered(found, unfiltered), firsts, true)
  return unfiltered.length + firsts.length === 0 ? narrowed : `SELECT * FROM (${narrowed}) WHERE mask <> 0`
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
          `(${steps.map((one) => conditionSql(elementAt(options.steps, one - 1), within.source.columns)).join(' OR ')}) AND ${entryDates(within)}`,
          [[positionSql(kind), 'o'], [positionSql('file'), 'place'], ...held, ...expressions],
        )
      : maskedEvents(attempts, steps, kind, [...held, ...expressions])
  return {
    rows: found,
    pick: isEntry && options.entry === 'latest' ? 'arg_max' : 'arg_min',
    on: (hit, tried) =>
      [
        `${tried}.k = ${hit}.k`,
        `${tried}.${column} = ${hit}.o`,
        ...held.map(([, own]) => `${tried}.${own} = ${hit}.${own}`),
      ].join(' AND '),
  }
}

/** The value of a step's event: CTE `entry_value` (the attempts' columns, and g). */
function stepValueCtes(attempts: Attempts, value: string): readonly string[] {
  const { options, name, id } = attempts
  const step = options.breakdownStep
  const events = stepEvents(attempts, step, [[value, 'g']])
  const absent = `CASE WHEN ${attempts.reached(step)} THEN coalesce(g, ${literal(NO_VALUE)}) ELSE ${literal(NOT_REACHED)} END`
  return [
    `step_values AS (${events.rows})`,
    `step_value AS (SELECT ${id.map((one) => `${name}.${one}`).join(', ')}, struct_extract(${events.pick}({'g': g}, place), 'g') AS g FROM ${name} JOIN step_values ON ${events.on('step_values', name)} GROUP BY ALL)`,
    `entry_value AS (SELECT ${name}.*, ${absent} AS g FROM ${name} LEFT JOIN step_value ON ${id.map((one) => `${name}.${one} = step_value.${one}`).join(' AND ')})`,
  ]
}

/** The first or last value that the attempt's steps have: CTE `entry_value`. */
function touchValueCtes(attempts: Attempts, value: string): readonly string[] {
  const { options, shape, name, id } = attempts
  const steps = numbers(1, options.steps.length)
  const held = heldColumns(attempts)
  const own = [...new Set(['k', ...id, ...held.map(([, one]) => one)])]
  const last = options.breakdownAt === 'last-touch'
  const meets = options.order === 'any' ? '' : ' AND mask & (1 << (step - 1)) <> 0'
  const sameHeld = held.map(([, one]) => ` AND touches.${one} = step_events.${one}`).join('')
  return [
    `step_events AS (${maskedEvents(attempts, steps, shape.kind, [...held, [value, 'g']])})`,
    `touches AS (SELECT ${own.join(', ')}, unnest([${steps.join(', ')}]) AS step, unnest([${steps.map((step) => `CASE WHEN ${attempts.reached(step)} THEN ${attempts.position(step)} END`).join(', ')}]) AS o FROM ${name})`,
    `touched AS (SELECT ${id.map((one) => `touches.${one}`).join(', ')}, ${last ? 'arg_max' : 'arg_min'}(g, (step::HUGEINT << 120) ${last ? '-' : '+'} place) AS g
    FROM touches JOIN step_events ON touches.k = step_events.k AND touches.o = step_events.o${sameHeld}${meets} WHERE g IS NOT NULL GROUP BY ALL)`,
    `entry_value AS (SELECT ${name}.*, coalesce(g, ${literal(NO_VALUE)}) AS g FROM ${name} LEFT JOIN touched ON ${id.map((one) => `${name}.${one} = touched.${one}`).join(' AND ')})`,
  ]
}

/**
 * CTEs that give each attempt its value of the breakdown's column, ending in `valued`: the attempts' columns, g (the value;
 * those beyond the limit as one) and g_place (1 for the value of most attempts).
 */
export function breakdownCtes(attempts: Attempts, column: string): readonly string[] {
  const { options, within } = attempts
  const value = `${identifier(columnNamed(column, within.source.columns).name)}::VARCHAR`
  const valueCtes = options.eachValue
    ? [`entry_value AS (SELECT *, coalesce(v, ${literal(NOT_REACHED)}) AS g FROM ${attempts.name})`]
    : options.breakdownAt === 'step'
      ? stepValueCtes(attempts, value)
      : touchValueCtes(attempts, value)
  return [
    ...valueCtes,
    'value_ranks AS (SELECT g, row_number() OVER (ORDER BY count(*) DESC, g) AS place FROM entry_value GROUP BY g)',
    `valued AS (SELECT entry_value.* EXCLUDE (g), CASE WHEN place <= ${options.breakdownLimit} THEN entry_value.g ELSE ${literal(OTHER)} END AS g, least(place, ${options.breakdownLimit + 1}) AS g_place
    FROM entry_value JOIN value_ranks ON entry_value.g = value_ranks.g)`,
  ]
}
