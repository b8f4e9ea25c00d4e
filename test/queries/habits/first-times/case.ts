import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents, isComplete } from '../../countedEvents'
import { addDays, addUnits, datesBetween, startOfUnit, type Unit } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'

interface Choice {
  readonly scope: RandomScope
  readonly column: 'plan' | null
  readonly unit: Unit
}

/** Each event held against the user's events before it. */
function reference(log: RandomLog, { scope, column, unit }: Choice): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const isAsked = (date: string): boolean =>
    (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to)
  const events = counted.events
    .map((one) => ({ ...one, value: column === null ? one.event : one.plan }))
    .filter(({ value }) => value !== null)
    .map((one, at, all) => ({
      ...one,
      isFirst: !all.slice(0, at).some((other) => other.user === one.user && other.value === one.value),
    }))
    .filter(({ date }) => isAsked(date))
  const dates = datesBetween(counted.first, counted.last).filter(isAsked)
  return [...new Set(dates.map((date) => startOfUnit(date, unit, log.weekStart)))].map((date) => {
    const own = events.filter((one) => startOfUnit(one.date, unit, log.weekStart) === date)
    const first = own.filter(({ isFirst }) => isFirst)
    return {
      date,
      events: own.length,
      first_times: first.length,
      first_pct: own.length === 0 ? null : (100 * first.length) / own.length,
      users: new Set(own.map(({ user }) => user)).size,
      explorers: new Set(first.map(({ user }) => user)).size,
      complete: isComplete(counted, date, addDays(addUnits(date, unit, 1), -1)),
    }
  })
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    column: fc.constantFrom('plan' as const, null),
    unit: fc.constantFrom<Unit[]>('day', 'week', 'month'),
  }),
  asked: ({ scope, column, unit }) => ({ ...scope, column, unit }),
  reference,
  bench: { column: 'props.page' },
}
