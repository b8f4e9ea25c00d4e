import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { countedEvents } from '../../countedEvents'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { isAsked, mean, quantile, sum } from '../quantile'

interface Choice {
  readonly scope: RandomScope
  readonly status: 'plan' | null
}

/** Each user's statuses one after the other. */
function reference(log: RandomLog, { scope, status }: Choice): readonly object[] {
  const events = (countedEvents(log, scope)?.events ?? [])
    .map((one) => ({ ...one, status: status === null ? one.event : one.plan }))
    .filter((one) => one.status !== null)
  const stays = [...new Set(events.map(({ user }) => user))].flatMap((user) => {
    const own = events.filter((one) => one.user === user)
    const changes = own.filter((one, at) => at === 0 || own[at - 1]!.status !== one.status)
    return changes
      .map((one, at) => ({
        status: one.status,
        date: one.date,
        seconds: changes[at + 1] === undefined ? null : (changes[at + 1]!.micros - one.micros) / 1e6,
      }))
      .filter(({ date }) => isAsked(date, scope))
  })
  const all = sum(stays.map(({ seconds }) => seconds ?? 0))
  return sorted(
    [...new Set(stays.map((one) => one.status))].map((name) => {
      const own = stays.filter((one) => one.status === name)
      const known = own.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))
      const total = known.length === 0 ? null : sum(known)
      return {
        status: name,
        stays: known.length,
        open: own.length - known.length,
        median_seconds: quantile(known, 0.5),
        p90_seconds: quantile(known, 0.9),
        mean_seconds: mean(known),
        total_seconds: total,
        share: total === null || all === 0 ? null : (100 * total) / all,
      }
    }),
  )
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({ scope: randomScope, status: fc.constantFrom('plan' as const, null) }),
  asked: ({ scope, status }) => ({ ...scope, status }),
  reference,
  told: (rows) => sorted(rows),
  orderedBy: { column: 'total_seconds', isDescending: true },
  bench: {},
}
