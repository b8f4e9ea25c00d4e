import type { ChartSpec, Series, SeriesPoint, ValueFormat } from '../../../src-renderer/chart/spec'
import { rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { isClockUnit } from '../../events/clockUnit'
import { markOf } from '../../events/completeness'
import { capitalized, pluralText } from '../../events/texts'
import { timeText } from '../../events/timeText'
import { readInterval } from '../question'
import { DATE, TS } from '../trends/columns'
import { seriesTitles } from '../trends/lines'
import { FIGURES } from './columns'
import { hasMeasures } from './question'

/** A row of the answer, with its place in it and when its bucket begins. */
export type WatchedRow = RowOf<typeof FIGURES> & { readonly row: number; readonly x: string }

/** A series of the answer, as it is called and how its figures read. */
export interface WatchedSeries {
  readonly name: string
  readonly rows: readonly WatchedRow[]
  readonly format: ValueFormat
}

/** More charts than these say less than the table. */
const MOST_CHARTS = 6

/** The series of an answer, in its order. */
export function watchedSeries(result: ResultTable, values: ParameterValues): readonly WatchedSeries[] {
  const begins = isClockUnit(readInterval(values))
    ? rowsOf(TS, result).map((row) => timeText(row.ts))
    : rowsOf(DATE, result).map((row) => row.date)
  const titles = hasMeasures(values) ? seriesTitles(values) : new Map<string, string>()
  const series = new Map<string, WatchedRow[]>()
  rowsOf(FIGURES, result).forEach((row, index) => {
    const rows = series.get(row.series) ?? []
    series.set(row.series, rows)
    rows.push({ ...row, row: index, x: begins[index] ?? '' })
  })
  return [...series].map(([name, rows]) => ({
    name: titles.get(name) ?? name,
    rows,
    format: rows.every((row) => row.value === null || Number.isInteger(row.value)) ? 'integer' : 'decimal',
  }))
}

/** Whether a bucket is flagged, by any rule. */
export function isFlagged({ drop, rise, outlier }: WatchedRow): boolean {
  return drop !== null || rise !== null || outlier
}

/** The same weekdays, in the words of the bucket. */
function seasonText(unit: string): string {
  if (unit === 'hour') return 'Same hours of the week before'
  return unit === 'day' ? 'Same weekdays before' : `${capitalized(unit)}s before`
}

function pointOf(row: WatchedRow, y: number | null): SeriesPoint {
  return { x: row.x, y, figure: { row: row.row, column: 'value' } }
}

/** Flagged buckets as marks of their own; nothing where there are none. */
function marks(
  rows: readonly WatchedRow[],
  name: string,
  marker: NonNullable<Series['marker']>,
  holds: (row: WatchedRow) => boolean,
): readonly Series[] {
  if (!rows.some(holds)) return []
  return [{ name, marker, points: rows.map((row) => pointOf(row, holds(row) ? row.value : null)) }]
}

function lineOf({ name, rows, format }: WatchedSeries, values: ParameterValues): ChartSpec {
  const unit = readInterval(values)
  const count = (holds: (row: WatchedRow) => boolean): string => pluralText(rows.filter(holds).length, unit)
  const before = typeof values['buckets_before'] === 'number' ? values['buckets_before'] : 7
  return {
    kind: 'line',
    title: `${name} by ${unit} and what was to be expected`,
    x: { label: `${capitalized(unit)}${isClockUnit(unit) ? ' (UTC)' : ''}`, type: 'date' },
    y: { label: name, format, zero: true },
    summary:
      rows.length === 0
        ? 'There are no dates to look at.'
        : `${count((row) => row.drop !== null)} fell below the mean of the ${before} before by more than the ` +
          `threshold, ${count((row) => row.rise !== null)} rose above it, and ${count((row) => row.outlier)} lay ` +
          `outside the band (${seasonText(unit).toLowerCase()}).`,
    series: [
      { name, points: rows.map((row) => ({ ...pointOf(row, row.value), ...markOf(row) })) },
      {
        name: seasonText(unit),
        points: rows.map((row) => ({
          x: row.x,
          y: row.median,
          ...(row.expected_low === null || row.expected_high === null
            ? {}
            : { low: row.expected_low, high: row.expected_high }),
        })),
      },
      // At most six series, so that each has a colour and a shape of its own.
      ...marks(rows, 'High drop', 'down', (row) => row.drop === 'high'),
      ...marks(rows, 'High rise', 'triangle', (row) => row.rise === 'high'),
      ...marks(rows, 'Medium drop or rise', 'cross', (row) => [row.drop, row.rise].includes('medium')),
      ...marks(rows, 'Unusual', 'diamond', (row) => row.outlier && row.drop === null && row.rise === null),
    ],
  }
}

/** Each series with the band that was to be expected, flagged buckets marked; of one alone, its changes too. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const watched = watchedSeries(result, values)
  const unit = readInterval(values)
  const lines = watched.slice(0, MOST_CHARTS).map((one) => lineOf(one, values))
  const [only] = watched
  if (only === undefined || watched.length > 1)
    return lines.length > 0 ? lines : [lineOf({ name: 'Series', rows: [], format: 'integer' }, values)]
  return [
    ...lines,
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: `Change against the ${unit}s before`,
      x: { label: capitalized(unit), type: 'date' },
      y: { label: 'Change', format: 'percent' },
      summary: `Percentage above or below the mean of the ${unit}s before each; hollow where the ${unit} is not over.`,
      series: [
        { name: 'Change', points: only.rows.map((row) => ({ ...pointOf(row, row.change_pct), ...markOf(row) })) },
      ],
    },
  ]
}
