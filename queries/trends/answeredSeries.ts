import { rowsOf, type RowOf } from '../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { isClockUnit } from '../events/clockUnit'
import { readInterval } from './question'
import { DATE, FIGURES, TS } from './trends/columns'

/** A bucket of a series: when it begins, as the answer has it, and its figure. */
export type Bucket = RowOf<typeof FIGURES> & { readonly begins: string | number }

/** The series of an answer to trendsSql(), each with its buckets in order; without a breakdown. */
export function answeredSeries(answer: ResultTable, values: ParameterValues): ReadonlyMap<string, readonly Bucket[]> {
  const begins = isClockUnit(readInterval(values))
    ? rowsOf(TS, answer).map(({ ts }) => ts)
    : rowsOf(DATE, answer).map(({ date }) => date)
  const series = new Map<string, Bucket[]>()
  rowsOf(FIGURES, answer).forEach((row, at) => {
    const buckets = series.get(row.series) ?? []
    series.set(row.series, buckets)
    buckets.push({ ...row, begins: begins[at] ?? '' })
  })
  return series
}

/** The figures that say something: null where a bucket is not complete, or has none. */
export function completeValues(buckets: readonly Bucket[]): readonly (number | null)[] {
  return buckets.map(({ value, complete }) => (complete ? value : null))
}
