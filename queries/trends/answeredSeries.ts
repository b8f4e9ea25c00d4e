import type { ValueFormat } from '../../src-renderer/chart/spec'
import { declaredResult } from '../../src-renderer/query/analysis/declaredResult'
import { rowsOf, type ColumnSpec, type ColumnSpecs, type RowOf } from '../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { isClockUnit } from '../events/clockUnit'
import { timeText } from '../events/timeText'
import { readInterval } from './question'
import { DATE, FIGURES, TS } from './trends/columns'
import { seriesTitles } from './trends/lines'

/** A bucket of a series: when it begins, as the answer has it, and its figure. */
export type Bucket = RowOf<typeof FIGURES> & { readonly begins: string | number }

function beginsOf(result: ResultTable, values: ParameterValues): readonly (string | number)[] {
  return isClockUnit(readInterval(values))
    ? rowsOf(TS, result).map(({ ts }) => ts)
    : rowsOf(DATE, result).map(({ date }) => date)
}

/** The series of an answer to trendsSql(), each with its buckets in order; without a breakdown. */
export function answeredSeries(answer: ResultTable, values: ParameterValues): ReadonlyMap<string, readonly Bucket[]> {
  const begins = beginsOf(answer, values)
  return bySeries(rowsOf(FIGURES, answer).map((row, at) => ({ ...row, begins: begins[at] ?? '' })))
}

function bySeries<R extends { readonly series: string }>(rows: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const series = new Map<string, R[]>()
  for (const row of rows) {
    const own = series.get(row.series) ?? []
    series.set(row.series, own)
    own.push(row)
  }
  return series
}

/** The figures that say something: null where a bucket is not complete, or has none. */
export function completeValues(buckets: readonly Bucket[]): readonly (number | null)[] {
  return buckets.map(({ value, complete }) => (complete ? value : null))
}

/** Rows as a result whose first column is when the bucket begins: `date`, or of hours `ts`. */
export function bucketResult<C extends ColumnSpecs>(
  columns: C,
  rows: readonly (RowOf<C> & Pick<Bucket, 'begins'>)[],
  values: ParameterValues,
): ResultTable {
  const begins = isClockUnit(readInterval(values)) ? TS : DATE
  const name = begins === TS ? 'ts' : 'date'
  return declaredResult(
    { ...begins, ...columns },
    rows.map((row) => ({ ...row, [name]: row.begins })),
  )
}

/** A series of an answer, as it is called and how its figures read; its rows with their place and when they begin. */
export interface DrawnSeries<C extends ColumnSpecs> {
  readonly name: string
  readonly rows: readonly (RowOf<C> & { readonly row: number; readonly x: string })[]
  readonly format: ValueFormat
}

/** Columns of rows that are figures of series. */
interface SeriesColumns extends ColumnSpecs {
  readonly series: ColumnSpec & { readonly format: 'text' }
  readonly value: ColumnSpec & { readonly format: 'decimal'; readonly nullable: true }
}

/** The series of an answer by its column `series`, in its order, to be drawn along time. */
export function drawnSeries<C extends ColumnSpecs>(
  columns: C & SeriesColumns,
  result: ResultTable,
  values: ParameterValues,
): readonly DrawnSeries<C>[] {
  const begins = beginsOf(result, values)
  const hasMeasures = (values['measures'] ?? null) !== null
  const titles = hasMeasures ? seriesTitles(values) : new Map<string, string>()
  const figures = rowsOf<SeriesColumns>(columns, result)
  const rows = rowsOf<C>(columns, result).map((row, index) => {
    const at = begins[index] ?? ''
    const { series, value } = figures[index] ?? { series: '', value: null }
    return { ...row, series, figure: value, row: index, x: typeof at === 'number' ? timeText(at) : at }
  })
  return [...bySeries(rows)].map(([series, own]) => ({
    name: titles.get(series) ?? series,
    rows: own,
    format: own.every(({ figure }) => figure === null || Number.isInteger(figure)) ? 'integer' : 'decimal',
  }))
}
