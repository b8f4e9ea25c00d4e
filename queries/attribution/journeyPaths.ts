import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { longest } from '../../src-renderer/sequence/timeline'
import { readLookback, textOf } from './parameters'
import { MOST_TOUCHES } from './paths'
import { UserJourneys } from './userJourneys'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** What kernels of paths do, in words. */
export const PATH_RULE =
  "Each user's touches and conversions are walked once in order of time: the touches before a conversion, within the lookback, are its journey; those that no conversion followed are one journey of the user."

/** One journey: the first `count` of `channels` are its channels in order. The object is used again for the next one. */
export interface JourneyPath {
  readonly channels: Int32Array
  count: number
  /** It had more touches than these. */
  longer: boolean
  converted: boolean
  amount: number
}

/** Conversions without a touch. */
export interface Untouched {
  readonly conversions: number
  readonly amount: number
}

/**
 * Tells of each journey as pathJourneys() says it: its first or its last touches, repeats of a channel as one where the
 * values ask for it. Answers the conversions that have no journey.
 */
export async function eachPath(
  run: KernelRun,
  end: 'first' | 'last',
  visit: (path: JourneyPath) => void,
): Promise<Untouched> {
  const { timeline, values, columns, pace } = run
  const inDates = columns.has('in_dates') ? timeline.flag('in_dates') : null
  const asked = { conversion: timeline.flag('conversion'), touch: timeline.flag('touch'), inDates }
  const journeys = new UserJourneys(timeline, asked, readLookback(textOf(values, 'lookback')))
  const { codes } = timeline.text('channel')
  const amounts = timeline.number('amount')
  const isCollapsed = values['collapse'] === true
  const path: JourneyPath = {
    channels: new Int32Array(MOST_TOUCHES),
    count: 0,
    longer: false,
    converted: true,
    amount: 0,
  }
  const missed = new Int32Array(longest(timeline))
  const { touchRows } = journeys

  /** The journey of `size` touches, the n-th of which is that in row rowOf(n). */
  function tell(size: number, rowOf: (nth: number) => number, converted: boolean, amount: number): void {
    const told = Math.min(size, MOST_TOUCHES)
    const from = end === 'first' ? 0 : size - told
    path.count = 0
    for (let nth = from; nth < from + told; nth += 1) {
      const channel = codes[rowOf(nth)]!
      if (isCollapsed && path.count > 0 && path.channels[path.count - 1] === channel) continue
      path.channels[path.count] = channel
      path.count += 1
    }
    path.longer = size > MOST_TOUCHES
    path.converted = converted
    path.amount = amount
    visit(path)
  }

  let [conversions, amount] = [0, 0]
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    journeys.load(user)
    for (let conversion = 0; conversion < journeys.conversions; conversion += 1) {
      const [first, past] = [journeys.firsts[conversion]!, journeys.ends[conversion]!]
      const worth = amounts[journeys.conversionRows[conversion]!]!
      if (past > first) tell(past - first, (nth) => touchRows[first + nth]!, true, worth)
      else {
        conversions += 1
        amount += worth
      }
    }
    let size = 0
    journeys.eachMissed((touch) => {
      missed[size] = touchRows[touch]!
      size += 1
    })
    if (size > 0) tell(size, (nth) => missed[nth]!, false, 0)
  }
  return { conversions, amount }
}
