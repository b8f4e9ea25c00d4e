import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents } from '../../countedEvents'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'

interface Choice {
  readonly scope: RandomScope
  readonly column: 'plan' | null
  readonly least: number
}

/** Each user's entropy by its formula, −Σ p log2 p. */
function reference(log: RandomLog, { scope, column, least }: Choice): readonly object[] {
  const events = (countedEvents(log, scope)?.events ?? [])
    .filter(({ date }) => (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to))
    .map((one) => ({ user: one.user, value: column === null ? one.event : one.plan }))
    .filter(({ value }) => value !== null)
  const users = [...new Set(events.map(({ user }) => user))].flatMap((user) => {
    const own = events.filter((one) => one.user === user).map(({ value }) => value)
    const shares = [...new Set(own)].map((value) => own.filter((one) => one === value).length / own.length)
    const bits = shares.reduce((sum, share) => sum - share * Math.log2(share), 0)
    const place = shares.length === 1 ? -1 : Math.floor(Number(bits.toFixed(9)) / 0.25)
    return own.length < least ? [] : [{ place, values: shares.length, top: Math.max(...shares) }]
  })
  const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length
  return [...new Set(users.map(({ place }) => place))]
    .toSorted((a, b) => a - b)
    .map((place) => {
      const own = users.filter((one) => one.place === place)
      return {
        from_bits: Math.max(place, 0) * 0.25,
        to_bits: (place + 1) * 0.25,
        users: own.length,
        share: (100 * own.length) / users.length,
        mean_values: mean(own.map(({ values }) => values)),
        mean_top_pct: 100 * mean(own.map(({ top }) => top)),
      }
    })
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    column: fc.constantFrom('plan' as const, null),
    least: fc.constantFrom(1, 1, 3),
  }),
  asked: ({ scope, column, least }) => ({ ...scope, column, least_events: least }),
  reference,
  bench: {},
}
