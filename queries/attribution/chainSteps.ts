import type { Layout } from './finishCredits'
import type { UserJourneys } from './userJourneys'

/**
 * What the Markov model is solved from, of one user: how often journeys began with a channel, went from one to the next
 * and ended, converted or not. A step counts once for each conversion whose journey holds it: these are counted by where
 * they begin and end, so that no journey is walked twice. `add` is told the place among the sums, and how much; `began`
 * is room for a number for each touch and one more.
 */
export function addChainSteps(
  journeys: UserJourneys,
  channels: Int32Array,
  layout: Layout,
  amountOf: (conversion: number) => number,
  add: (place: number, amount: number) => void,
  began: Int32Array,
): void {
  const { firsts, ends, touches } = journeys
  began.fill(0, 0, touches + 1)
  for (let conversion = 0; conversion < journeys.conversions; conversion += 1) {
    const [first, end] = [firsts[conversion]!, ends[conversion]!]
    if (first === end) continue
    const [head, last] = [channels[first]!, channels[end - 1]!]
    const amount = amountOf(conversion)
    began[first]! += 1
    began[end - 1]! -= 1
    add(layout.totals, 1)
    add(layout.totals + 1, amount)
    add(layout.starts + head, 1)
    add(layout.ends + last, 1)
    add(layout.ends + layout.channels + last, amount)
  }
  const step = (from: number, to: number): number => layout.steps + from * layout.channels + to
  for (let touch = 0, open = 0; touch + 1 < touches; touch += 1) {
    open += began[touch]!
    if (open > 0) add(step(channels[touch]!, channels[touch + 1]!), open)
  }
  let before = -1
  journeys.eachMissed((touch) => {
    const channel = channels[touch]!
    add(before < 0 ? layout.starts + channel : step(before, channel), 1)
    before = channel
  })
  if (before >= 0) add(layout.ends + 2 * layout.channels + before, 1)
}
