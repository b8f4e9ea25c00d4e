import { columnOfKind, quantileOf, type EventMeasure, type MeasureKind } from '../../src-renderer/model/measure'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, readCondition } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { resolveMeasures, type MeasureSeries } from '../../src-renderer/query/sql/measures'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { timeUnits, type TimeUnit, type TimeUnits } from '../events/timeUnits'
import { INTERVALS, SHOWS } from './parameters'

/** An event measure, by the columns that stand for it in `counted_events`. */
export interface Part {
  readonly measure: EventMeasure
  readonly kind: MeasureKind
  /** The boolean column that says which events count; TRUE for all. */
  readonly is: string
  /** The column of what is summed or told apart; null where there is none. */
  readonly amount: string | null
}

/** What happens to a figure after it is computed. */
export type Adjustment = 'share' | 'indexed' | 'difference' | 'percent'

/** Who is counted: users, or combinations of columns. */
interface Entity {
  readonly columns: readonly ColumnSchema[]
  /** Over the columns of an event; NULL where it belongs to none. */
  readonly sql: string
  readonly isUser: boolean
  /** "users", "values of restaurant". */
  readonly noun: string
}

/** A question of trends, read and checked. */
export interface TrendQuestion {
  readonly scope: Scope
  readonly unit: TimeUnit
  readonly units: TimeUnits
  readonly show: (typeof SHOWS)[number]
  readonly series: readonly MeasureSeries[]
  readonly parts: readonly Part[]
  /** The columns that parts name, over an event's: conditions and amounts. */
  readonly conditions: readonly (readonly [sql: string, name: string])[]
  readonly amounts: readonly (readonly [sql: string, name: string])[]
  readonly entity: Entity
  readonly breakdown: readonly ColumnSchema[]
  readonly limit: number
  readonly underOneValue: boolean
  /** `per-user` divides by all active users. */
  readonly byActive: boolean
  /** Buckets in a window: 1 for each alone; null for all from the first shown on. */
  readonly window: number | null
  readonly adjustment: Adjustment | null
  /** Means and ratios have their 95 % intervals beside them. */
  readonly intervals: boolean
  /** How many buckets before the first one shown figures need. */
  readonly before: number
}

/** What a measure computes with, over the column; a text is no number. Throws `bad-parameter`. */
export function amountSql({ name, measure }: EventMeasure, column: ColumnSchema, parameter = 'measures'): string {
  const sql = identifier(column.name)
  if (measure === 'distinct' || column.type === 'integer' || column.type === 'double') return sql
  if (column.type === 'boolean') return `${sql}::INTEGER`
  return refuse(
    parameter,
    column.name,
    `measure ${name}, a ${measure}, needs a column of numbers, but ${column.name} holds ${column.type} values`,
  )
}

/** `scope` has put what is counted in the place of users. */
function readEntity({ source, entity }: Scope): Entity {
  const columns = entity.map((name) => columnNamed(name, source.columns))
  return {
    columns,
    sql: 'user_key',
    isUser: entity.length === 0,
    noun: entity.length === 0 ? 'users' : `values of ${entity.join(' and ')}`,
  }
}

/** The parts with their columns, each condition and column once. Throws `bad-parameter` and `not-found`. */
export function readParts(
  measures: readonly EventMeasure[],
  { source }: Pick<Scope, 'source'>,
): Pick<TrendQuestion, 'parts' | 'conditions' | 'amounts'> {
  const conditions = new Map<string, string>()
  const amounts = new Map<string, string>()
  const named = (known: Map<string, string>, sql: string, word: string): string => {
    const name = known.get(sql) ?? `${word}_${known.size + 1}`
    known.set(sql, name)
    return name
  }
  const parts = measures.map((measure): Part => {
    const which = conditionSql(readCondition(measure.event, 'measures'), source.columns)
    const { column, measure: kind } = measure
    const amount = column === null ? null : amountSql(measure, columnNamed(column, source.columns))
    return {
      measure,
      kind,
      is: which === 'TRUE' ? which : named(conditions, which, 'is'),
      amount: amount === null ? null : named(amounts, amount, 'amount'),
    }
  })
  return { parts, conditions: [...conditions], amounts: [...amounts] }
}

function readAdjustment(values: ParameterValues): Adjustment | null {
  const change = (['difference', 'percent'] as const).find((one) => one === values['change'])
  const chosen: readonly Adjustment[] = [
    ...(values['share'] === true ? (['share'] as const) : []),
    ...(values['indexed'] === true ? (['indexed'] as const) : []),
    ...(change === undefined ? [] : [change]),
  ]
  if (chosen.length > 1) refuse('share', chosen, 'choose one of share, indexed and change')
  return chosen[0] ?? null
}

function readWindow(values: ParameterValues): number | null {
  const rolling = typeof values['rolling'] === 'number' ? values['rolling'] : null
  if (values['cumulative'] !== true) return rolling ?? 1
  return rolling === null ? null : refuse('rolling', rolling, 'choose rolling or cumulative, not both')
}

export function readShow(values: ParameterValues): TrendQuestion['show'] {
  return SHOWS.find((one) => one === values['show']) ?? 'lines'
}

/** The bucket asked for: hours for the hours of the week, whatever else is chosen. */
export function readInterval(values: ParameterValues): TimeUnit {
  if (readShow(values) === 'heatmap') return 'hour'
  return INTERVALS.find((one) => one === values['interval']) ?? 'day'
}

export function breakdownNames(values: ParameterValues): readonly string[] {
  return Array.isArray(values['breakdown']) ? (values['breakdown'] as readonly string[]) : []
}

/** What a question is about: its lines, and the parts that they are computed from. */
export type AskedSeries = Pick<TrendQuestion, 'series' | 'parts' | 'conditions' | 'amounts'>

/** The question that values ask of series. Throws `bad-parameter` and `not-found`. */
export function questionOf(values: ParameterValues, asked: Scope, lines: AskedSeries): TrendQuestion {
  const unit = readInterval(values)
  const window = readWindow(values)
  const adjustment = readAdjustment(values)
  const isChange = adjustment === 'difference' || adjustment === 'percent'
  return {
    scope: asked,
    unit,
    units: timeUnits(asked, unit, 'interval'),
    show: readShow(values),
    ...lines,
    entity: readEntity(asked),
    breakdown: breakdownNames(values).map((name) => columnNamed(name, asked.source.columns)),
    limit: typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 5,
    underOneValue: values['breakdown_users'] === 'one',
    byActive: values['per_user_of'] === 'active' && lines.parts.some((part) => part.measure.measure === 'per-user'),
    window,
    adjustment,
    intervals: values['confidence'] === true && readShow(values) !== 'heatmap',
    before: window === null ? 0 : window - 1 + (isChange ? 1 : 0),
  }
}

/** The series that `measures` and `formula` name. Throws `bad-parameter` and `not-found`. */
export function readSeries(values: ParameterValues, asked: Scope): AskedSeries {
  const { series, parts } = resolveMeasures(values['measures'], values['formula'] ?? null, asked.catalog)
  return { series, ...readParts(parts, asked) }
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readQuestion(values: ParameterValues, catalog: Catalog, source: string | null): TrendQuestion {
  const asked = scope(values, catalog, source)
  return questionOf(values, asked, readSeries(values, asked))
}

/** Whether a part counts whom, and not what: events without a user (or entity) are nothing to it. */
export function countsEntities({ kind }: Part): boolean {
  return kind === 'users' || kind === 'per-user'
}

/** In words: "users of purchase", "p90 of amount of purchase". */
export function measureText({ event, measure, column }: EventMeasure): string {
  const { event: name, where } = readCondition(event, 'measures')
  const of = `${name ?? 'any event'}${where.length > 0 ? ' with conditions' : ''}`
  const kind = quantileOf(measure) === null ? measure : measure === 'median' ? 'median' : measure
  return columnOfKind(measure) === 'none' || column === null ? `${kind} of ${of}` : `${kind} of ${column} of ${of}`
}
