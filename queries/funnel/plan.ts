import { conditionSql } from '../../src-renderer/query/condition'
import type { Catalog, ParameterValues, QueryPlan } from '../../src-renderer/query/definition'
import { dateLiteral, identifier, literal } from '../../src-renderer/query/literal'
import { scope, type Scope } from '../../src-renderer/query/source'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { adjacentCtes } from './adjacentSteps'
import { anyOrderCtes } from './anyOrderSteps'
import { exclusionName, numbers, secondsBetweenSql, type AttemptShape } from './attempt'
import { columnOf, keyedRows, type KeyedRows } from './keyedRows'
import { readOptions, stepLabels, type FunnelOptions } from './options'
import { orderedCtes } from './orderedSteps'
import { groupSteps } from './overlap'
import { positionSql, type PositionKind } from './position'
import { tiedCtes } from './tiedSteps'

/** What a value that is NULL is called in a breakdown, and what the values beyond the limit are together. */
export const NO_VALUE = '(none)'
export const OTHER = 'Other'

const STEP_COLUMNS = ['step', 'event', 'users', 'pct_first', 'pct_previous', 'median_seconds', 'p90_seconds']
const DAY_MICROS = 86_400e6

/** A condition on the local date of an entry. */
function entryDates(within: Scope): string {
  const date = 'local_date(ts)'
  const parts = [
    ...(within.fromDate === null ? [] : [`${date} >= ${dateLiteral(within.fromDate, 'from')}`]),
    ...(within.toDate === null ? [] : [`${date} <= ${dateLiteral(within.toDate, 'to')}`]),
  ]
  return parts.length === 0 ? 'TRUE' : `(${parts.join(' AND ')})`
}

/** The stored dates that can matter: entries lie between from and to, later steps within the window after. Another zone's dates differ by a day at most on either side. */
function datesNeeded(within: Scope, options: FunnelOptions, rows: KeyedRows): QueryPlan['range'] {
  const slack = within.timezone === null ? 0 : 2
  const from = within.fromDate === null || rows.readsAll ? null : dayToIso(isoToDay(within.fromDate) - slack)
  const to = within.toDate === null || options.windowMicros === null ? null : dayToIso(isoToDay(within.toDate) + Math.ceil(options.windowMicros / DAY_MICROS) + 1 + slack)
  return { from, to }
}

function attemptCtes(options: FunnelOptions, rows: KeyedRows, within: Scope, shape: AttemptShape): readonly string[] {
  const { columns } = within.source
  const position = positionSql(shape.kind)
  const steps = options.steps.map((step) => conditionSql(step, columns))
  const entries = entryDates(within)
  const flags = (from: number): readonly (readonly [string, string])[] => numbers(from, steps.length).map((step) => [`(${steps[step - 1]})`, `is_step_${step}`] as const)
  const excluded = options.exclusions.map((exclusion, index) => `${exclusionName(index + 1)} AS (${rows.rows(conditionSql(exclusion.condition, columns), [[position, 'o']])})`)
  if (shape.hasEntry === true) {
    const mask = steps.map((step, index) => `CASE WHEN ${step} THEN ${2 ** index} ELSE 0 END`).join(' + ')
    return [
      `any_step AS (${rows.rows(`(${steps.join(' OR ')})`, [[position, 'o'], [positionSql('file'), 'place'], [entries, 'is_entry'], [`(${mask})`, 'mask']])})`,
      ...excluded, ...tiedCtes(shape, options.entry),
    ]
  }
  switch (options.order) {
    case 'ordered': return [
      ...steps.map((step, index) => `at_step_${index + 1} AS (${rows.rows(index === 0 && entries !== 'TRUE' ? `${step} AND ${entries}` : step, [[position, 'o']])})`),
      ...excluded, ...orderedCtes(shape, options.entry, options.ties),
    ]
    case 'strict': return [
      `in_scope AS (${rows.rows('TRUE', [[position, 'o'], [`(${steps[0]} AND ${entries})`, 'is_entry'], ...flags(2)])})`,
      ...excluded, ...adjacentCtes(shape, options.entry, options.ties),
    ]
    case 'any': return [
      `any_step AS (${rows.rows(`(${steps.join(' OR ')})`, [[position, 'o'], [entries, 'is_entry'], ...flags(1)])})`,
      ...excluded, ...anyOrderCtes(shape, options.entry, groupSteps(options.steps)),
    ]
  }
}

/** CTEs that give each chosen attempt its value of the breakdown's column, that of its first event: `valued` (chosen and g), `named` (with the values beyond the limit as one). */
function breakdownCtes(options: FunnelOptions, rows: KeyedRows, within: Scope, shape: AttemptShape, column: string): readonly string[] {
  const conditions = options.steps.map((step) => conditionSql(step, within.source.columns))
  const entry = options.order === 'any' ? `(${conditions.join(' OR ')})` : conditions[0]!
  const name = identifier(columnOf(within.source, column).name)
  const pick = options.entry === 'latest' ? 'arg_max' : 'arg_min'
  const [position, began] = shape.hasEntry === true ? [positionSql('file'), 'entry'] : [positionSql(shape.kind), 'o1']
  const positions = numbers(1, shape.steps).map((step) => `o${step}`).join(', ')
  return [
    `entry_values AS (${rows.rows(`${entry} AND ${entryDates(within)}`, [[position, 'o'], ['_source', 'place'], [`coalesce(${name}::VARCHAR, ${literal(NO_VALUE)})`, 'g']])})`,
    `entry_value AS (SELECT chosen.k, ${pick}(g, place) AS g FROM chosen JOIN entry_values ON chosen.k = entry_values.k AND chosen.${began} = entry_values.o GROUP BY chosen.k)`,
    `value_ranks AS (SELECT g, row_number() OVER (ORDER BY count(*) DESC, g) AS place FROM entry_value GROUP BY g)`,
    `valued AS (SELECT ${positions}, depth, CASE WHEN place <= ${options.breakdownLimit} THEN entry_value.g ELSE ${literal(OTHER)} END AS g, least(place, ${options.breakdownLimit + 1}) AS g_place
    FROM chosen JOIN entry_value ON chosen.k = entry_value.k JOIN value_ranks ON entry_value.g = value_ranks.g)`,
  ]
}

/** The breakdown's column in the result: named as in the log, unless the result has a column of that name. */
export function breakdownName(column: string): string {
  return STEP_COLUMNS.some((name) => name === column.toLowerCase()) ? `${column} at entry` : column
}

/** One row a step (and a value of the breakdown). */
function resultSql(options: FunnelOptions, shape: AttemptShape): string {
  const steps = numbers(1, shape.steps)
  const later = numbers(2, shape.steps)
  const grouped = options.breakdown !== null
  const counted = [
    ...(grouped ? ['g', 'g_place'] : []),
    ...steps.map((step) => `count(*) FILTER (depth >= ${step}) AS u${step}`),
    ...later.map((step) => `quantile_cont(${secondsBetweenSql(step, shape.kind)}, [0.5, 0.9]) FILTER (depth >= ${step}) AS s${step}`),
  ]
  const share = (step: number, of: number): string => `100.0::DOUBLE * u${step} / nullif(u${of}, 0)`
  const list = (of: (step: number) => string): string => `unnest([${steps.map(of).join(', ')}])`
  const seconds = (place: number): string => list((step) => (step === 1 ? 'NULL::DOUBLE' : `s${step}[${place}]`))
  const labels = stepLabels(options)
  const name = options.breakdown === null ? null : identifier(breakdownName(options.breakdown))
  return `counted AS (SELECT ${counted.join(', ')} FROM ${grouped ? 'valued GROUP BY g, g_place' : 'chosen'}),
listed AS (SELECT ${grouped ? `g AS ${name}, g_place, ` : ''}${list((step) => String(step))}::INTEGER AS step, ${list((step) => literal(labels[step - 1]!))} AS "event",
    ${list((step) => `u${step}`)}::BIGINT AS users, ${list((step) => share(step, 1))} AS pct_first, ${list((step) => share(step, Math.max(1, step - 1)))} AS pct_previous,
    ${seconds(1)} AS median_seconds, ${seconds(2)} AS p90_seconds
  FROM counted)
SELECT ${grouped ? `${name}, ` : ''}step, "event", users, pct_first, pct_previous, median_seconds, p90_seconds FROM listed ORDER BY ${grouped ? 'g_place, ' : ''}step`
}

function windowNote(options: FunnelOptions, text: string): string {
  return options.windowMicros === null ? 'no window' : `window: ${text} from the first step, its end included`
}

/** One row: how long the attempts that reached the last step took from the first. */
function totalSql(shape: AttemptShape): string {
  return `SELECT median(seconds) AS median_seconds, quantile_cont(seconds, 0.9) AS p90_seconds
FROM (SELECT (${secondsBetweenSql(shape.steps, shape.kind, 1)})::DOUBLE AS seconds FROM chosen WHERE depth >= ${shape.steps})`
}

/** SQL for a funnel. Throws `bad-parameter` and `not-found`. */
export function planFunnel(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  return planAttempts(readOptions(values), values, catalog, source, (options, shape) => `,\n${resultSql(options, shape)}`)
}

/** SQL for the time that the whole of a funnel takes: one row with median_seconds and p90_seconds, null when nobody completed it. */
export function planFunnelTotal(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  return planAttempts({ ...readOptions(values), breakdown: null }, values, catalog, source, (_options, shape) => `\n${totalSql(shape)}`)
}

/** A statement over the chosen attempts; `rest` follows their CTEs. */
function planAttempts(
  options: FunnelOptions, values: ParameterValues, catalog: Catalog, source: string | null, rest: (options: FunnelOptions, shape: AttemptShape) => string,
): QueryPlan {
  const within = scope(values, catalog, source)
  const rows = keyedRows(options.per, within)
  const kind: PositionKind = options.order === 'strict' || (options.order === 'ordered' && options.ties === 'file-order') ? 'file' : 'time'
  const competing = options.order === 'ordered' && options.ties === 'any' && groupSteps(options.steps).some((group) => group.steps.length > 1)
  const shape: AttemptShape = { steps: options.steps.length, windowMicros: options.windowMicros, kind, exclusions: options.exclusions, hasEntry: competing }
  const ctes = [
    ...rows.ctes, ...attemptCtes(options, rows, within, shape),
    ...(options.breakdown === null ? [] : breakdownCtes(options, rows, within, shape, options.breakdown)),
  ]
  const range = datesNeeded(within, options, rows)
  return {
    sql: `WITH ${ctes.join(',\n')}${rest(options, shape)}`,
    ...(range === undefined ? {} : { range }),
    ...(within.timezone === null ? {} : { timezone: within.timezone }),
    notes: [windowNote(options, typeof values['window'] === 'string' ? values['window'] : ''), `counts ${rows.noun}`, ...within.notes],
  }
}
