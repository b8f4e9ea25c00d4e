import { countedEvents } from '../../countedEvents'
import { addDays } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** The power user curve by the definition: each user's different active dates in the window, then how many users have each number. */
export function referencePowerUsers(
  log: RandomLog,
  scope: RandomScope,
  windowDays: number,
  activeEvents: readonly string[],
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  if (to < counted.first) return []
  const from = addDays(to, 1 - windowDays)
  const active = counted.events.filter(
    (event) =>
      (activeEvents.length === 0 || activeEvents.includes(event.event)) && event.date >= from && event.date <= to,
  )
  const users = [...new Set(active.map((event) => event.user))]
  const days = users.map(
    (user) => new Set(active.filter((event) => event.user === user).map((event) => event.date)).size,
  )
  const share = (count: number): number | null => (users.length === 0 ? null : (100 * count) / users.length)
  return Array.from({ length: windowDays }, (_, index) => {
    const exactly = days.filter((one) => one === index + 1).length
    const atLeast = days.filter((one) => one >= index + 1).length
    return {
      days: index + 1,
      users: exactly,
      share_pct: share(exactly),
      users_at_least: atLeast,
      at_least_pct: share(atLeast),
    }
  })
}
