import { countedEvents } from '../countedEvents'
import { addUnits, startOfUnit, type Unit } from '../localCalendar'
import type { RandomLog, RandomScope } from '../randomLog'

/** Lifecycle by the definition: for each unit, ask of each user what they did in it, in the one before, and ever before. */
export function referenceLifecycle(log: RandomLog, scope: RandomScope, unit: Unit, activeEvents: readonly string[]): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { events, first, last } = counted
  const start = (date: string): string => startOfUnit(date, unit, log.weekStart)
  const active = events.filter((event) => activeEvents.length === 0 || activeEvents.includes(event.event))
  const users = [...new Set(active.map((event) => event.user))]
  const from = scope.from !== null && scope.from > first ? scope.from : first
  const to = scope.to !== null && scope.to < last ? scope.to : last
  const rows: object[] = []
  if (from > to) return rows
  for (let date = start(from); date <= start(to); date = addUnits(date, unit, 1)) {
    const before = addUnits(date, unit, -1)
    const row = { date, new: 0, returning: 0, resurrecting: 0, dormant: 0 }
    for (const user of users) {
      const units = active.filter((event) => event.user === user).map((event) => start(event.date))
      const now = units.includes(date)
      if (now && !units.some((one) => one < date)) row.new++
      else if (now && units.includes(before)) row.returning++
      else if (now) row.resurrecting++
      else if (units.includes(before)) row.dormant++
    }
    rows.push(row)
  }
  return rows
}
