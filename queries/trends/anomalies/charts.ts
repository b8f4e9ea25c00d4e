import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec, Series, SeriesPoint } from '../../../src-renderer/chart/spec'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { isClockUnit } from '../../events/clockUnit'
import { markOf } from '../../events/completeness'
import { capitalized, countText, pluralText } from '../../events/texts'
import { drawnSeries, type DrawnSeries } from '../answeredSeries'
import { readInterval } from '../question'
import { FIGURES } from './columns'

/** A series of the answer, as it is called and how its figures read. */
export type WatchedSeries = DrawnSeries<typeof FIGURES>
/** A row of the answer, with its place in it and when its bucket begins. */
export type WatchedRow = WatchedSeries['rows'][number]

/** More charts than these say less than the table. */
const MOST_CHARTS = 6

/** The series of an answer, in its order. */
export function watchedSeries(result: ResultTable, values: ParameterValues): readonly WatchedSeries[] {
  return drawnSeries(FIGURES, result, values)
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
  look: Required<Pick<Series, 'marker' | 'tone'>>,
  holds: (row: WatchedRow) => boolean,
): readonly Series[] {
  if (!rows.some(holds)) return []
  return [{ name, ...look, points: rows.map((row) => pointOf(row, holds(row) ? row.value : null)) }]
}

function isOnlyUnusual({ drop, rise, outlier }: WatchedRow): boolean {
  return outlier && drop === null && rise === null
}

/** Every marked bucket under one word: dropped, risen, or neither and outside the band. */
function summaryOf(rows: readonly WatchedRow[], unit: string, values: ParameterValues): string {
  if (rows.length === 0) return 'There are no dates to look at.'
  const marked = rows.filter(isFlagged).length
  if (marked === 0) return `No ${unit} is marked.`
  const before = typeof values['buckets_before'] === 'number' ? values['buckets_before'] : 7
  const share = typeof values['medium_pct'] === 'number' ? `${formatValue(values['medium_pct'], 'decimal')} % ` : ''
  const count = (holds: (row: WatchedRow) => boolean): number => rows.filter(holds).length
  const unusual = count(isOnlyUnusual)
  return (
    `${pluralText(marked, unit)} ${marked === 1 ? 'is' : 'are'} marked: ` +
    `${countText(count((row) => row.drop !== null))} fell and ${countText(count((row) => row.rise !== null))} rose ` +
    `by more than ${share}against the mean of the ${before} before` +
    (unusual === 0 ? '.' : `, ${countText(unusual)} lay outside the band alone (${seasonText(unit).toLowerCase()}).`)
  )
}

function lineOf({ name, rows, format }: WatchedSeries, values: ParameterValues): ChartSpec {
  const unit = readInterval(values)
  // Where nothing is below zero, nothing is expected there.
  const least = rows.every((row) => (row.value ?? 0) >= 0) ? 0 : -Infinity
  return {
    kind: 'line',
    title: `${name} by ${unit} and what was to be expected`,
    x: { label: `${capitalized(unit)}${isClockUnit(unit) ? ' (UTC)' : ''}`, type: 'date' },
    y: { label: name, format, zero: true },
    summary: summaryOf(rows, unit, values),
    series: [
      { name, points: rows.map((row) => ({ ...pointOf(row, row.value), ...markOf(row) })) },
      {
        name: seasonText(unit),
        tone: 'compared',
        points: rows.map((row) => ({
          x: row.x,
          y: row.median,
          ...(row.expected_low === null || row.expected_high === null
            ? {}
            : { low: Math.max(least, row.expected_low), high: Math.max(least, row.expected_high) }),
        })),
      },
      ...marks(rows, 'High drop', { marker: 'down', tone: 'bad' }, (row) => row.drop === 'high'),
      ...marks(rows, 'High rise', { marker: 'triangle', tone: 'notable' }, (row) => row.rise === 'high'),
      ...marks(rows, 'Medium drop or rise', { marker: 'cross', tone: 'warn' }, (row) =>
        [row.drop, row.rise].includes('medium'),
      ),
      ...marks(rows, 'Unusual', { marker: 'diamond', tone: 'neutral' }, isOnlyUnusual),
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
