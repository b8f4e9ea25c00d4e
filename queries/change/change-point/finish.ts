import type { RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { changePoints } from '../../../src-renderer/stats/changePoints'
import { withoutSeason } from '../../../src-renderer/stats/season'
import { answeredSeries, bucketResult, completeValues, type Bucket } from '../../trends/answeredSeries'
import { readInterval } from '../../trends/question'
import { FIGURES } from './columns'

/** Buckets after which the same weekday, or hour of the week, comes again; 1 where none does. */
const SEASONS: Readonly<Record<string, number>> = { hour: 168, day: 7 }

type Found = Omit<RowOf<typeof FIGURES>, 'series' | 'value' | 'complete'>

const NONE: Found = { level: null, change: null, change_pct: null, p: null }

/** What is found out about each bucket of a series. */
function foundIn(buckets: readonly Bucket[], values: ParameterValues): readonly Found[] {
  const season = values['take_out'] === 'nothing' ? 1 : (SEASONS[readInterval(values)] ?? 1)
  const looked = withoutSeason(completeValues(buckets), season)
  const known = looked.flatMap((value, bucket) => (value === null ? [] : [{ value, bucket }]))
  const number = (name: string, standard: number): number =>
    typeof values[name] === 'number' ? values[name] : standard
  const points = changePoints(
    known.map(({ value }) => value),
    { least: number('least_buckets', 3), most: number('most_changes', 5), limit: number('p_limit', 0.01) },
  )
  const found: Found[] = buckets.map(() => NONE)
  const starts = [{ at: 0, p: null }, ...points]
  let before: number | null = null
  starts.forEach(({ at, p }, place) => {
    const part = known.slice(at, starts[place + 1]?.at)
    const level = part.reduce((sum, { value }) => sum + value, 0) / part.length
    part.forEach(({ bucket }, index) => {
      const change = index > 0 || before === null ? null : level - before
      const change_pct = change === null || before === null || before === 0 ? null : (100 * change) / Math.abs(before)
      found[bucket] = { level, change, change_pct, p: index > 0 ? null : p }
    })
    before = level
  })
  return found
}

/** Levels and changes of each series, in the order of the answer. */
export function finishChangePoint(answer: ResultTable, values: ParameterValues): ResultTable {
  const rows = [...answeredSeries(answer, values)].flatMap(([series, buckets]) => {
    const found = foundIn(buckets, values)
    return buckets.map(({ begins, value, complete }, at) => ({
      begins,
      series,
      value,
      complete,
      ...(found[at] ?? NONE),
    }))
  })
  return bucketResult(FIGURES, rows, values)
}
