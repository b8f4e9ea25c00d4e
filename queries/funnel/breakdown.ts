import { conditionSql } from '../../src-renderer/query/condition'
import { identifier, literal } from '../../src-renderer/query/literal'
import { numbers } from './attempt'
import { entryDates, type Attempts } from './attempts'
import { firstSteps, maskFirsts } from './firstEvents'
import { columnOf } from './keyedRows'
import { positionSql } from './position'

/** What a value that is NULL is called in a breakdown, what the values beyond the limit are together, and those without the step that values are taken at. */
export const NO_VALUE = '(none)'
export const OTHER = 'Other'
export const NOT_REACHED = '(not reached)'

const STEP_COLUMNS = ['step', 'event', 'users', 'pct_first', 'pct_previous', 'median_seconds', 'p90_seconds', 'mean_seconds', 'lost', 'date', 'entered', 'converted', 'pct', 'complete', 'entered_complete']

/** The breakdown's column in the result: named as in the log, unless the result has a column of that name. */
export function breakdownName(column: string): string {
  return STEP_COLUMNS.some((name) => name === column.toLowerCase()) ? `${column} at entry` : column
}

/**
 * The events that may have filled a step, as rows (k, o, place and the given expressions): o to be joined with `column` of
 * the attempts. Of several at one time, the one that `pick` (an aggregate by place) gives: the first in the file, or the
 * last where an attempt began as late as possible.
 */
export function stepEvents(attempts: Attempts, step: number, expressions: readonly (readonly [sql: string, name: string])[]): { readonly rows: string; readonly column: string; readonly pick: 'arg_min' | 'arg_max' } {
  const { options, rows, shape, within } = attempts
  const isEntry = step === 1
  const byEntry = isEntry && shape.hasEntry === true
  const steps = options.order === 'any' ? numbers(1, options.steps.length) : [step]
  const conditions = steps.map((one) => conditionSql(options.steps[one - 1]!, within.source.columns))
  const firsts = firstSteps(options.steps).filter((one) => steps.includes(one))
  const meets = conditions.length === 1 ? conditions[0]! : `(${conditions.join(' OR ')})`
  const mask = conditions.map((condition, index) => `CASE WHEN ${condition} THEN ${2 ** (steps[index]! - 1)} ELSE 0 END`).join(' + ')
  const events = rows.rows(isEntry && firsts.length === 0 ? `${meets} AND ${entryDates(within)}` : meets, [
    [positionSql(byEntry ? 'file' : shape.kind), 'o'], [positionSql('file'), 'place'], ...(firsts.length === 0 ? [] : [[`(${mask})`, 'mask'] as const]), ...expressions,
  ])
  return { rows: maskFirsts(events, firsts), column: byEntry ? 'entry' : attempts.position(step), pick: isEntry && options.entry === 'latest' ? 'arg_max' : 'arg_min' }
}

/** The value of a step's event: CTE `entry_value` (the attempts' columns, and g). */
function stepValueCtes(attempts: Attempts, value: string): readonly string[] {
  const { options, shape, name } = attempts
  const step = options.breakdownStep
  const events = stepEvents(attempts, step, [[value, 'g']])
  const absent = `CASE WHEN ${attempts.reached(step)} THEN coalesce(g, ${literal(NO_VALUE)}) ELSE ${literal(NOT_REACHED)} END`
  const part = shape.partSql === undefined ? '' : `, ${name}.d`
  const own = part === '' ? '' : ` AND ${name}.d = step_value.d`
  return [
    `step_values AS (${events.rows})`,
    `step_value AS (SELECT ${name}.k${part}, struct_extract(${events.pick}({'g': g}, place), 'g') AS g FROM ${name} JOIN step_values ON ${name}.k = step_values.k AND ${name}.${events.column} = step_values.o GROUP BY ALL)`,
    `entry_value AS (SELECT ${name}.*, ${absent} AS g FROM ${name} LEFT JOIN step_value ON ${name}.k = step_value.k${own})`,
  ]
}

/** The first or last value that the attempt's steps have: CTE `entry_value`. */
function touchValueCtes(attempts: Attempts, value: string): readonly string[] {
  const { options, rows, shape, name, within } = attempts
  const steps = numbers(1, options.steps.length)
  const conditions = options.steps.map((one) => conditionSql(one, within.source.columns))
  const mask = conditions.map((condition, index) => `CASE WHEN ${condition} THEN ${2 ** index} ELSE 0 END`).join(' + ')
  const events = maskFirsts(rows.rows(`(${conditions.join(' OR ')})`, [[positionSql(shape.kind), 'o'], [positionSql('file'), 'place'], [`(${mask})`, 'mask'], [value, 'g']]), firstSteps(options.steps))
  const part = shape.partSql === undefined ? '' : 'd, '
  const own = part === '' ? '' : ` AND ${name}.d = touched.d`
  const last = options.breakdownAt === 'last-touch'
  const meets = options.order === 'any' ? '' : ' AND mask & (1 << (step - 1)) <> 0'
  return [
    `step_events AS (${events})`,
    `touches AS (SELECT k, ${part}unnest([${steps.join(', ')}]) AS step, unnest([${steps.map((step) => `CASE WHEN ${attempts.reached(step)} THEN ${attempts.position(step)} END`).join(', ')}]) AS o FROM ${name})`,
    `touched AS (SELECT touches.k, ${part}${last ? 'arg_max' : 'arg_min'}(g, (step::HUGEINT << 120) ${last ? '-' : '+'} place) AS g
    FROM touches JOIN step_events ON touches.k = step_events.k AND touches.o = step_events.o${meets} WHERE g IS NOT NULL GROUP BY ALL)`,
    `entry_value AS (SELECT ${name}.*, coalesce(g, ${literal(NO_VALUE)}) AS g FROM ${name} LEFT JOIN touched ON ${name}.k = touched.k${own})`,
  ]
}

/**
 * CTEs that give each attempt its value of the breakdown's column, ending in `valued`: the attempts' columns, g (the value;
 * those beyond the limit as one) and g_place (1 for the value of most attempts).
 */
export function breakdownCtes(attempts: Attempts, column: string): readonly string[] {
  const { options, within } = attempts
  const value = `${identifier(columnOf(within.source, column).name)}::VARCHAR`
  return [
    ...(options.breakdownAt === 'step' ? stepValueCtes(attempts, value) : touchValueCtes(attempts, value)),
    'value_ranks AS (SELECT g, row_number() OVER (ORDER BY count(*) DESC, g) AS place FROM entry_value GROUP BY g)',
    `valued AS (SELECT entry_value.* EXCLUDE (g), CASE WHEN place <= ${options.breakdownLimit} THEN entry_value.g ELSE ${literal(OTHER)} END AS g, least(place, ${options.breakdownLimit + 1}) AS g_place
    FROM entry_value JOIN value_ranks ON entry_value.g = value_ranks.g)`,
  ]
}
