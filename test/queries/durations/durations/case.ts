import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents } from '../../countedEvents'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { isAsked, mean, quantile, sum } from '../quantile'

interface Choice {
  readonly scope: RandomScope
  readonly from: string | null
  readonly to: string | null
  readonly starts: 'each' | 'first' | 'last'
  readonly days: number | null
}

/** Each user's events one by one: for each beginning the first end after it. */
function reference(log: RandomLog, { scope, from, to, starts, days }: Choice): readonly object[] {
  const events = countedEvents(log, scope)?.events ?? []
  const found = [...new Set(events.map(({ user }) => user))].flatMap((user) => {
    const own = events.filter((one) => one.user === user)
    const begins = own.flatMap((one, at) => (from === null || one.event === from ? [at] : []))
    return begins.flatMap((at) => {
      const after = own.findIndex((one, place) => place > at && (to === null || one.event === to))
      const end = after < 0 ? null : after
      const rivals = begins.filter((other) => {
        const itsEnd = own.findIndex((one, place) => place > other && (to === null || one.event === to))
        return other !== at && end !== null && itsEnd === end
      })
      if (starts === 'first' && rivals.some((other) => other < at)) return []
      if (starts === 'last' && rivals.some((other) => other > at)) return []
      if (!isAsked(own[at]!.date, scope)) return []
      const seconds = end === null ? null : (own[end]!.micros - own[at]!.micros) / 1e6
      return [seconds !== null && (days === null || seconds <= days * 86_400) ? seconds : null]
    })
  })
  const known = found.filter((one) => one !== null)
  return [
    {
      n: known.length,
      median_seconds: quantile(known, 0.5),
      p90_seconds: quantile(known, 0.9),
      mean_seconds: mean(known),
      starts: found.length,
      total_seconds: known.length === 0 ? null : sum(known),
      least_seconds: known.length === 0 ? null : Math.min(...known),
      p10_seconds: quantile(known, 0.1),
      p25_seconds: quantile(known, 0.25),
      p75_seconds: quantile(known, 0.75),
      p95_seconds: quantile(known, 0.95),
      p99_seconds: quantile(known, 0.99),
      most_seconds: known.length === 0 ? null : Math.max(...known),
    },
  ]
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    from: fc.constantFrom('x', 'y', null),
    to: fc.constantFrom('y', 'z', null),
    starts: fc.constantFrom('each', 'first', 'last'),
    days: fc.constantFrom(null, null, 2),
  }),
  asked: ({ scope, from, to, starts, days }) => ({
    ...scope,
    from_event: from,
    to_event: to,
    starts,
    within: days === null ? 'none' : `${days} days`,
  }),
  reference,
  bench: { from_event: 'page_view', to_event: 'purchase' },
}
