import { countedEvents, isComplete } from '../../countedEvents'
import { addDays, datesBetween } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** L7 by the definition: for each date, the users of k days before, and whether each was there. */
export function referenceL7(
  log: RandomLog,
  scope: RandomScope,
  daysAgo: number,
  activeEvents: readonly string[],
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { events, first, last } = counted
  const usersOn = (date: string): ReadonlySet<string> =>
    new Set(
      events
        .filter((event) => event.date === date && (activeEvents.length === 0 || activeEvents.includes(event.event)))
        .map((event) => event.user),
    )
  const from = scope.from !== null && scope.from > first ? scope.from : first
  const to = scope.to !== null && scope.to < last ? scope.to : last
  return datesBetween(from, to).map((date) => {
    const earlier = addDays(date, -daysAgo)
    if (earlier < first)
      return { date, active_before: null, back: null, back_pct: null, complete: isComplete(counted, date) }
    const before = [...usersOn(earlier)]
    const back = before.filter((user) => usersOn(date).has(user)).length
    return {
      date,
      active_before: before.length,
      back,
      back_pct: before.length === 0 ? null : (100 * back) / before.length,
      complete: isComplete(counted, date),
    }
  })
}
