import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { countedEvents } from '../../countedEvents'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'

interface Choice {
  readonly scope: RandomScope
  /** None for the most frequent; `pro` are events of any name with that plan. */
  readonly sets: readonly ('x' | 'y' | 'z' | 'pro')[]
  readonly times: number
}

const NAMES: Readonly<Record<string, string>> = { pro: 'any event (plan = pro)' }

/** The combinations from the definition: each user's sets one by one. */
function reference(log: RandomLog, { scope, sets, times }: Choice): readonly object[] {
  const inDates = (countedEvents(log, scope)?.events ?? []).filter(
    ({ date }) => (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to),
  )
  const users = [...new Set(inDates.map(({ user }) => user))]
  const isIn = (user: string, set: string): boolean =>
    inDates.filter((one) => one.user === user && (set === 'pro' ? one.plan === 'pro' : one.event === set)).length >=
    times
  const size = (set: string): number => users.filter((user) => isIn(user, set)).length
  const asked =
    sets.length > 0 ? sets : ['x', 'y', 'z'].filter((set) => size(set) > 0).toSorted((a, b) => size(b) - size(a))
  const combinations = users
    .map((user) => asked.filter((set) => isIn(user, set)).map((set) => NAMES[set] ?? set))
    .filter((own) => own.length > 0)
    .map((own) => JSON.stringify(own))
  return sorted(
    [...new Set(combinations)].map((combination) => {
      const count = combinations.filter((one) => one === combination).length
      return { combination, users: count, share: (100 * count) / combinations.length }
    }),
  )
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    sets: fc.subarray<'x' | 'y' | 'z' | 'pro'>(['x', 'y', 'z', 'pro'], { minLength: 0 }),
    times: fc.constantFrom(1, 1, 2),
  }),
  asked: ({ scope, sets, times }) => ({
    ...scope,
    events: sets.map((set) =>
      set === 'pro' ? { event: null, where: [{ column: 'plan', op: '=', value: 'pro' }] } : set,
    ),
    min_times: times,
  }),
  reference,
  told: (rows) => sorted(rows),
  bench: { events: ['page_view', 'purchase', 'signup'] },
}
