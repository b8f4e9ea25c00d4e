import { computedResult } from '../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { longest } from '../../src-renderer/sequence/timeline'
import { NO_TOUCH_LEFT_OUT } from './journeys'
import { readLookback, textOf } from './parameters'
import { TouchWindow } from './touchWindow'
import { UserJourneys } from './userJourneys'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** Conversions by bucket, a whole number, every bucket from the first with conversions to the last; null counts nowhere. */
export async function passDistribution(
  { timeline, values, pace, leaveOut }: KernelRun,
  column: string,
  bucketOf: (window: TouchWindow) => number | null,
): Promise<ResultTable> {
  const columns = { conversion: timeline.flag('conversion'), touch: timeline.flag('touch'), inDates: null }
  const journeys = new UserJourneys(timeline, columns, readLookback(textOf(values, 'lookback')))
  const { codes, texts } = timeline.text('channel')
  const amounts = timeline.number('amount')
  const window = new TouchWindow(texts.length, longest(timeline))
  const found = new Map<number, { conversions: number; value: number }>()
  let [all, untouched] = [0, 0]
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    journeys.load(user)
    if (journeys.conversions === 0) continue
    window.begin(journeys, (row) => codes[row]!)
    for (let conversion = 0; conversion < journeys.conversions; conversion += 1) {
      window.moveToConversion(journeys, conversion)
      if (window.size === 0) untouched += 1
      const bucket = bucketOf(window)
      if (bucket === null) continue
      const sums = found.get(bucket) ?? { conversions: 0, value: 0 }
      sums.conversions += 1
      sums.value += amounts[journeys.conversionRows[conversion]!]!
      found.set(bucket, sums)
      all += 1
    }
  }
  leaveOut(NO_TOUCH_LEFT_OUT, untouched)
  const buckets = [...found.keys()]
  const [least, most] = buckets.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [
    Infinity,
    -Infinity,
  ] as [number, number])
  const rows: Record<string, number>[] = []
  for (let bucket = least, before = 0; bucket <= most; bucket += 1) {
    const { conversions, value } = found.get(bucket) ?? { conversions: 0, value: 0 }
    before += conversions
    rows.push({
      [column]: bucket,
      conversions,
      value,
      pct: (100 * conversions) / all,
      cumulative_pct: (100 * before) / all,
    })
  }
  return computedResult(
    [
      { name: column, type: 'integer' },
      { name: 'conversions', type: 'integer' },
      { name: 'value', type: 'double' },
      { name: 'pct', type: 'double' },
      { name: 'cumulative_pct', type: 'double' },
    ],
    rows,
  )
}
