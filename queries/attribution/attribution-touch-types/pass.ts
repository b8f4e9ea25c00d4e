import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { longest } from '../../../src-renderer/sequence/timeline'
import { NO_TOUCH } from '../journeys'
import { readLookback } from '../parameters'
import { UserJourneys } from '../userJourneys'

const TYPES = ['click-through', 'view-through', NO_TOUCH] as const
/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** Conversions by the last click, else the last view, each within its own lookback. */
export async function countTouchTypes(
  { timeline, pace }: KernelRun,
  clickLookback: string,
  viewLookback: string,
): Promise<ResultTable> {
  const spans = [clickLookback, viewLookback].map((text) => readLookback(text) ?? Infinity)
  const { codes, texts } = timeline.text('channel')
  const [isClick, amounts] = [timeline.flag('is_click'), timeline.number('amount')]
  const columns = { conversion: timeline.flag('conversion'), touch: timeline.flag('touch'), inDates: null }
  const journeys = new UserJourneys(timeline, columns, null)
  const most = longest(timeline)
  /** The user's latest click, and the latest view, up to each touch; -1 for none. */
  const latest = [new Int32Array(most), new Int32Array(most)] as const
  /** By type, then by channel's code. */
  const width = texts.length + 1
  const counts = new Float64Array(TYPES.length * width)
  const values = new Float64Array(TYPES.length * width)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    journeys.load(user)
    if (journeys.conversions === 0) continue
    for (let touch = 0, click = -1, view = -1; touch < journeys.touches; touch += 1) {
      if (isClick[journeys.touchRows[touch]!] === 1) click = touch
      else view = touch
      latest[0][touch] = click
      latest[1][touch] = view
    }
    for (let conversion = 0; conversion < journeys.conversions; conversion += 1) {
      const end = journeys.ends[conversion]!
      const convertedAt = journeys.conversionAt[conversion]!
      let place = 2 * width
      for (let type = 1; type >= 0; type -= 1) {
        const touch = end === 0 ? -1 : latest[type]![end - 1]!
        if (touch < 0 || journeys.touchAt[touch]! < convertedAt - spans[type]!) continue
        place = type * width + 1 + codes[journeys.touchRows[touch]!]!
      }
      counts[place]! += 1
      values[place]! += amounts[journeys.conversionRows[conversion]!]!
    }
  }
  const all = counts.reduce((sum, one) => sum + one, 0)
  const rows = TYPES.flatMap((type, nth) =>
    Array.from({ length: width }, (_, at) => ({ at: nth * width + at, channel: texts[at - 1] ?? NO_TOUCH }))
      .filter(({ at }) => counts[at]! > 0)
      .map(({ at, channel }) => ({
        type,
        channel,
        conversions: counts[at]!,
        value: values[at]!,
        pct: (100 * counts[at]!) / all,
      }))
      .sort((a, b) => b.conversions - a.conversions || (a.channel < b.channel ? -1 : 1)),
  )
  return computedResult(
    [
      { name: 'type', type: 'string' },
      { name: 'channel', type: 'string' },
      { name: 'conversions', type: 'integer' },
      { name: 'value', type: 'double' },
      { name: 'pct', type: 'double' },
    ],
    rows,
  )
}
