import { countedEvents } from '../countedEvents'
import { addUnits, datesBetween, startOfUnit, type Unit } from '../localCalendar'
import type { RandomLog, RandomScope } from '../randomLog'

/** Stickiness by the definition: each user's different active units within the period, then how many users have each number. */
export function referenceStickiness(log: RandomLog, scope: RandomScope, unit: Unit, period: number, activeEvents: readonly string[]): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { events, first, last } = counted
  const start = (date: string): string => startOfUnit(date, unit, log.weekStart)
  const to = scope.to !== null && scope.to < last ? scope.to : last
  const asked = scope.from ?? addUnits(start(to), unit, 1 - period)
  const from = asked > first ? asked : first
  const possible = new Set(datesBetween(from, to).map(start)).size
  const active = events.filter((event) => (activeEvents.length === 0 || activeEvents.includes(event.event)) && event.date >= from && event.date <= to)
  const users = [...new Set(active.map((event) => event.user))]
  const days = users.map((user) => new Set(active.filter((event) => event.user === user).map((event) => start(event.date))).size)
  return Array.from({ length: possible }, (_, index) => ({ days: index + 1, users: days.filter((one) => one === index + 1).length }))
}
