import { countedEvents, isComplete } from '../../countedEvents'
import { addDays, datesBetween } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** Active users by the definition: for each date, look at every event and collect the users of each window in a set. */
export function referenceActiveUsers(
  log: RandomLog,
  scope: RandomScope,
  activeEvents: readonly string[],
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { events, first, last } = counted
  const active = events.filter((event) => activeEvents.length === 0 || activeEvents.includes(event.event))
  const users = (date: string, days: number): number =>
    new Set(
      active.filter((event) => event.date <= date && event.date > addDays(date, -days)).map((event) => event.user),
    ).size
  const from = scope.from !== null && scope.from > first ? scope.from : first
  const to = scope.to !== null && scope.to < last ? scope.to : last
  return datesBetween(from, to).map((date) => {
    const [dau, wau, mau] = [users(date, 1), users(date, 7), users(date, 30)]
    return {
      date,
      dau,
      wau,
      mau,
      dau_mau: mau === 0 ? null : dau / mau,
      wau_complete: addDays(date, -6) >= first,
      mau_complete: addDays(date, -29) >= first,
      complete: isComplete(counted, date),
    }
  })
}
