import { readFormula } from './formula'

/** What is made of the events that a measure counts; besides these, `p90` and any other percentile. */
export const MEASURE_KINDS = ['count', 'users', 'per-user', 'sum', 'avg', 'min', 'max', 'median', 'distinct'] as const
type NamedKind = (typeof MEASURE_KINDS)[number]
export type MeasureKind = NamedKind | `p${number}`

/** A figure of the events for which a condition holds. */
export interface EventMeasure {
  readonly name: string
  /** A condition as parameters have it: an event's name, null for any event, or {event, where}. */
  readonly event: string | null | { readonly [key: string]: unknown }
  readonly measure: MeasureKind
  /** The column that is summed, averaged …; of `per-user`, what is summed for each, null for events. */
  readonly column: string | null
}

/** A figure that is computed from others by their names: `revenue / buyers`. */
interface FormulaMeasure {
  readonly name: string
  readonly formula: string
}

/** One named figure, as trends and the workspace's model know it. */
export type Measure = EventMeasure | FormulaMeasure

/** What is done about a measure that is none; `says` is a sentence without its full stop. */
export type RefuseMeasure = (says: string) => never

/** The share of the values that lie below: 0.9 of `p90`, 0.5 of `median`; null for what is no percentile. */
export function quantileOf(kind: string): number | null {
  if (kind === 'median') return 0.5
  const digits = /^p(\d{1,2}(?:\.\d{1,3})?)$/.exec(kind)?.[1]
  const share = digits === undefined ? 0 : Number(`${digits}e-2`)
  return share > 0 ? share : null
}

function isMeasureKind(text: unknown): text is MeasureKind {
  return typeof text === 'string' && (MEASURE_KINDS.some((kind) => kind === text) || quantileOf(text) !== null)
}

/** Whether a kind takes a column: `needed` where it is nothing without one. */
export function columnOfKind(kind: MeasureKind): 'none' | 'possible' | 'needed' {
  if (kind === 'count' || kind === 'users') return 'none'
  return kind === 'per-user' ? 'possible' : 'needed'
}

/**
 * Reads one measure: {"name":"A","event":"purchase","measure":"sum","column":"amount"}, or {"name":"C","formula":"A /
 * B"}. `event` is left to who knows the tables.
 */
export function readMeasure(value: unknown, refuse: RefuseMeasure): Measure {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('a measure looks like {"name":"A","event":"purchase","measure":"sum","column":"amount"}')
  const { name, event = null, measure = 'count', column = null, formula, ...rest } = value as Record<string, unknown>
  if (typeof name !== 'string' || name.trim() === '') return refuse('a measure has a name')
  if (name.includes('`')) return refuse(`a measure's name has no backtick, but "${name}" has`)
  const surplus = Object.keys(rest)[0]
  if (surplus !== undefined)
    return refuse(`measure ${name} has name, event, measure and column, or name and formula, but not "${surplus}"`)
  if (formula !== undefined) {
    const other = ['event', 'measure', 'column'].find((key) => key in value)
    if (other !== undefined) return refuse(`measure ${name} is a formula: it has no ${other}`)
    if (typeof formula !== 'string') return refuse(`the formula of measure ${name} is a text like "A / B"`)
    readFormula(formula, (at, says) => refuse(`the formula of measure ${name}, column ${at}: ${says}`))
    return { name, formula }
  }
  if (event !== null && typeof event !== 'string' && (typeof event !== 'object' || Array.isArray(event)))
    return refuse(`the event of measure ${name} is a name, null for any event, or {"event":…,"where":[…]}`)
  if (!isMeasureKind(measure))
    return refuse(
      `measure ${name} is ${JSON.stringify(measure)}; it must be one of ${MEASURE_KINDS.join(', ')} or a percentile like p90`,
    )
  if (column !== null && (typeof column !== 'string' || column === ''))
    return refuse(`the column of measure ${name} is a column's name`)
  const takes = columnOfKind(measure)
  if (takes === 'needed' && column === null) return refuse(`measure ${name} is a ${measure}: say of which column`)
  if (takes === 'none' && column !== null) return refuse(`measure ${name} is ${measure}: it takes no column`)
  return { name, event: event as EventMeasure['event'], measure, column }
}
