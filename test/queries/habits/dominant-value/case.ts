import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { countedEvents, type CountedEvent } from '../../countedEvents'
import { addDays } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'

interface Choice {
  readonly scope: RandomScope
  readonly column: 'plan' | 'event'
  readonly days: number
}

/** The value with the most dates among some events of a user, and how much of all dates it has. */
function dominantOf(
  events: readonly (CountedEvent & { readonly value: string })[],
): { readonly value: string; readonly confidence: number } | null {
  const dates = new Set(events.map(({ date }) => date)).size
  const [best] = [...new Set(events.map(({ value }) => value))]
    .map((value) => {
      const own = events.filter((one) => one.value === value)
      return { value, days: new Set(own.map(({ date }) => date)).size, events: own.length }
    })
    .toSorted((a, b) => b.days - a.days || b.events - a.events || (a.value < b.value ? -1 : 1))
  return best === undefined ? null : { value: best.value, confidence: (100 * best.days) / dates }
}

function reference(log: RandomLog, { scope, column, days }: Choice): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const last = scope.to === null || scope.to > counted.last ? counted.last : scope.to
  if (last < counted.first) return []
  const events = counted.events.flatMap((one) => {
    const value = column === 'plan' ? one.plan : one.event
    return value === null ? [] : [{ ...one, value }]
  })
  const within = (user: string, to: string) =>
    dominantOf(events.filter((one) => one.user === user && one.date <= to && one.date > addDays(to, -days)))
  const users = [...new Set(events.map(({ user }) => user))]
    .map((user) => ({ now: within(user, last), before: within(user, addDays(last, -days)) }))
    .filter(({ now, before }) => now !== null || before !== null)
  const keyOf = ({ now, before }: (typeof users)[number]): string => JSON.stringify([before?.value, now?.value])
  return sorted(
    [...new Set(users.map(keyOf))].map((key) => {
      const own = users.filter((one) => keyOf(one) === key)
      const { now, before } = own[0]!
      return {
        before: before?.value ?? null,
        now: now?.value ?? null,
        users: own.length,
        confidence: now === null ? null : own.reduce((sum, one) => sum + one.now!.confidence, 0) / own.length,
        moved: now === null || before === null ? null : now.value !== before.value,
      }
    }),
  )
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({ scope: randomScope, column: fc.constantFrom('plan', 'event'), days: fc.constantFrom(1, 3, 28) }),
  asked: ({ scope: { from: _from, ...scope }, column, days }) => ({ ...scope, column, days }),
  reference: (log, choice) => reference(log, { ...choice, scope: { ...choice.scope, from: null } }),
  told: (rows) => sorted(rows),
  orderedBy: { column: 'users', isDescending: true },
  bench: { column: 'platform' },
}
