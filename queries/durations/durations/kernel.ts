import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { Numbers } from '../../events/numbers'
import { eachDuration } from '../durationPass'
import { QUANTILE_COLUMNS, quantileValues } from '../quantiles'

const COLUMNS = [
  'median_seconds',
  'p90_seconds',
  'mean_seconds',
  'starts',
  'total_seconds',
  'least_seconds',
  'p10_seconds',
  'p25_seconds',
  'p75_seconds',
  'p95_seconds',
  'p99_seconds',
  'most_seconds',
]

/** One row: how long durations took that begin on the dates asked for. */
export async function measureDurations(run: KernelRun): Promise<ResultTable> {
  const onDates = run.columns.has('on_dates') ? run.timeline.flag('on_dates') : null
  const found = new Numbers()
  let [starts, total, least, most] = [0, 0, Infinity, -Infinity]
  await eachDuration(run, (start, end, micros) => {
    if (onDates?.[start] === 0) return
    starts += 1
    if (end < 0) return
    found.add(micros)
    total += micros
    if (micros < least) least = micros
    if (micros > most) most = micros
  })
  const { count } = found
  const seconds = (micros: number): number | null => (count === 0 ? null : micros / 1e6)
  return computedResult(
    [
      { name: 'n', type: 'integer' },
      ...COLUMNS.map((name) => ({ name, type: name === 'starts' ? ('integer' as const) : ('double' as const) })),
    ],
    [
      {
        n: count,
        ...quantileValues(found.values(), QUANTILE_COLUMNS),
        mean_seconds: seconds(total / count),
        starts,
        total_seconds: seconds(total),
        least_seconds: seconds(least),
        most_seconds: seconds(most),
      },
    ],
  )
}
