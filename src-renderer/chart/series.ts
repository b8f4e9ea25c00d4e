import type { ChartBase, MarkFigure, ValueFormat } from './chartBase'
import { parseDate } from './format'
import type { ChartColumn, ChartRows, OtherX } from './mark'
import type { Marker } from './marker'
import type { Tone } from './meaning'

export interface SeriesPoint {
  /** A date (`YYYY-MM-DD`), a number or a category, as the axis says. */
  readonly x: string | number
  /** null leaves a gap. */
  readonly y: number | null
  /** An interval around y. */
  readonly low?: number
  readonly high?: number
  /** Drawn hollow or dashed: the window reaches before the data, or the bucket is not over. */
  readonly incomplete?: boolean
  readonly figure?: MarkFigure
}

export interface Series {
  readonly name: string
  /** What it is of, where its name says more than that: series of one key have one colour in every chart. */
  readonly key?: string
  /** It is what its tone says ("bad"), and has its colour by that. */
  readonly tone?: Tone
  /** The place of the series that this one is compared with: drawn in its colour, dashed or paler. */
  readonly comparedTo?: number
  /** Drawn as marks of this shape alone, each where it has a value, without a line: what is pointed out of another series. */
  readonly marker?: Marker
  readonly points: readonly SeriesPoint[]
}

/** The axis that the points of series stand along. */
export interface SeriesAxis {
  readonly label: string
  readonly type: 'date' | 'category' | 'number'
  /** Its categories are spans in their order (of a histogram): bars stand on them, however long they are named. */
  readonly ordered?: true
}

/** What lines and bars have in common. */
export interface SeriesChart extends ChartBase {
  readonly x: SeriesAxis
  readonly y: { readonly label: string; readonly format: ValueFormat }
  readonly series: readonly Series[]
}

/**
 * The rows behind series: one for each x, with a column a series, its interval and whether it is complete where it says
 * so.
 */
export function seriesRows({ x: axis, y, series }: SeriesChart): ChartRows {
  const asText = axis.type !== 'number'
  const xs = [...new Set(series.flatMap((one) => one.points.map((point) => point.x)))]
  if (xs.every((x) => typeof x === 'number') || (asText && xs.every((x) => /^\d{4}-\d\d-\d\d/.test(String(x)))))
    xs.sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1))
  const columns: ChartColumn[] = [
    { name: axis.label || 'x', type: asText ? 'string' : 'double', format: asText ? 'text' : 'decimal' },
  ]
  const cells: ((x: string | number) => string | number | boolean | null)[] = [(x) => x]
  for (const one of series) {
    const points = new Map(one.points.map((point) => [point.x, point]))
    const name = one.name || 'value'
    const number = { type: 'double', format: y.format } as const
    columns.push({ name, ...number })
    cells.push((x) => points.get(x)?.y ?? null)
    if (one.points.some((point) => point.low !== undefined || point.high !== undefined)) {
      columns.push({ name: `${name} low`, ...number }, { name: `${name} high`, ...number })
      cells.push(
        (x) => points.get(x)?.low ?? null,
        (x) => points.get(x)?.high ?? null,
      )
    }
    if (one.points.some((point) => point.incomplete === true)) {
      columns.push({ name: `${name} complete`, type: 'boolean', format: 'text' })
      cells.push((x) => {
        const point = points.get(x)
        return point === undefined ? null : point.incomplete !== true
      })
    }
  }
  return { columns, rows: xs.map((x) => cells.map((cell) => cell(x))) }
}

/** More series than these on a side are not laid over each other. */
const MOST_OVERLAID = 3

/**
 * The other side's series after the first one's, each told to be compared with its namesake; `how` says in a word how
 * they are drawn. Null where there are too many to read, or the axes differ.
 */
export function overlaySeries<Chart extends SeriesChart>(
  own: Chart,
  other: Chart,
  label: string,
  place: OtherX,
  how: string,
): Chart | null {
  const reads =
    other.x.type === own.x.type &&
    own.series.length <= MOST_OVERLAID &&
    other.series.length <= MOST_OVERLAID &&
    own.series.some((series) => series.points.length > 0)
  if (!reads) return null
  // Beside one series alone, the other side is grey; beside several it is told by their colours.
  const said = own.series.length === 1 ? 'Grey' : how
  const added = other.series.flatMap((series): readonly Series[] => {
    const pair = own.series.findIndex((one) => one.name === series.name)
    const seen = new Set<string | number>()
    const points = series.points.flatMap((point): readonly SeriesPoint[] => {
      const x = own.x.type === 'date' ? place(point.x) : point.x
      if (x === null || seen.has(x)) return []
      seen.add(x)
      return [{ ...point, x }]
    })
    if (points.length === 0) return []
    const name = series.name === '' ? label : `${series.name}, ${label}`
    return [{ name, points, ...(pair < 0 ? {} : { comparedTo: pair }) }]
  })
  return { ...own, summary: `${own.summary} ${said}: ${label}.`, series: [...own.series, ...added] }
}

/** The dates of all points, in the order of the series; none where the axis has no dates. */
export function seriesDates({ x, series }: SeriesChart): readonly string[] {
  return x.type !== 'date' ? [] : series.flatMap((one) => one.points.map((point) => String(point.x)))
}

/** The date of a point for its datum; none where the axis has no dates or the point is none. */
export function pointDate(point: SeriesPoint, axis: SeriesAxis): { readonly date?: string } {
  const text = String(point.x)
  return axis.type !== 'date' || Number.isNaN(parseDate(text)) ? {} : { date: text.slice(0, 10) }
}
