import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { addDays } from '../../../src-renderer/model/isoDate'
import { benjaminiHochberg } from '../../../src-renderer/stats/falseDiscovery'
import { paired, sampleOf, welch } from '../../../src-renderer/stats/means'
import { answeredSeries, type Bucket } from '../../trends/answeredSeries'
import { COLUMNS } from './columns'

type Row = RowOf<typeof COLUMNS>

/** The figures of both sides, in pairs where the days are whole weeks; days that are not over, or have none, left out. */
function sidesOf(
  buckets: readonly Bucket[],
  date: string,
  days: number,
): readonly [readonly number[], readonly number[]] {
  const known = new Map(
    buckets.flatMap(({ begins, value, complete }) => (complete && value !== null ? [[String(begins), value]] : [])),
  )
  const entries = [...known]
  const before = entries.filter(([begins]) => begins < date)
  const after = entries.filter(([begins]) => begins >= date)
  if (days % 7 !== 0) return [before.map(([, value]) => value), after.map(([, value]) => value)]
  const pairs = before.flatMap(([begins, value]) => {
    const later = known.get(addDays(begins, days))
    return later === undefined ? [] : [[value, later] as const]
  })
  return [pairs.map(([value]) => value), pairs.map(([, later]) => later)]
}

function rowOf(series: string, buckets: readonly Bucket[], date: string, days: number): Row {
  const [before, after] = sidesOf(buckets, date, days)
  const [one, two] = [sampleOf(before), sampleOf(after)]
  const difference = one.count === 0 || two.count === 0 ? null : two.mean - one.mean
  const test = days % 7 === 0 ? paired(after, before) : welch(two, one)
  return {
    series,
    before: one.count === 0 ? null : one.mean,
    after: two.count === 0 ? null : two.mean,
    difference,
    low: test?.low ?? null,
    high: test?.high ?? null,
    change_pct: difference === null || one.mean === 0 ? null : (100 * difference) / Math.abs(one.mean),
    p: test?.p ?? null,
    q: null,
    days: Math.min(one.count, two.count),
  }
}

/** A row for each series, tested together. `values` have the date and the days as read. */
export function finishBeforeAfter(answer: ResultTable, values: ParameterValues): ResultTable {
  const date = typeof values['date'] === 'string' ? values['date'] : ''
  const days = Number(values['days'])
  const rows = [...answeredSeries(answer, values)].map(([series, buckets]) => rowOf(series, buckets, date, days))
  const qs = benjaminiHochberg(rows.map(({ p }) => p))
  return declaredResult(
    COLUMNS,
    rows.map((row, at) => ({ ...row, q: qs[at] ?? null })),
  )
}
