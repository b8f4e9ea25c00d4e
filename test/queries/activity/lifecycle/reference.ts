import { unitsOf, type ClockUnit } from '../../clockCalendar'
import { countedEvents, isComplete } from '../../countedEvents'
import { addDays, localDate, type Unit } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** Lifecycle by the definition: for each unit, ask of each user what they did in it, in the one before, and ever before. */
export function referenceLifecycle(
  log: RandomLog,
  scope: RandomScope,
  unit: Unit | ClockUnit,
  activeEvents: readonly string[],
  weekStart = log.weekStart,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { events, first, last, oldest, newest, now: end } = counted
  const zone = scope.timezone ?? log.timezone
  const { of, next } = unitsOf(unit, weekStart, zone)
  const isClock = unit === 'hour' || unit === 'minute'
  const active = events.filter((event) => activeEvents.length === 0 || activeEvents.includes(event.event))
  const unitsByUser = new Map<string, (string | number)[]>()
  for (const event of active) unitsByUser.set(event.user, [...(unitsByUser.get(event.user) ?? []), of(event)])
  const from = scope.from !== null && scope.from > first ? scope.from : first
  const to = scope.to !== null && scope.to < last ? scope.to : last
  const rows: object[] = []
  if (from > to) return rows
  const lastKey = of({ micros: newest, date: to })
  for (let key = of({ micros: oldest, date: from }); key <= lastKey; key = next(key, 1)) {
    if (isClock && (localDate(Number(key), zone) < from || localDate(Number(key), zone) > to)) continue
    const before = next(key, -1)
    const row = { new: 0, returning: 0, resurrecting: 0, dormant: 0 }
    for (const units of unitsByUser.values()) {
      const now = units.includes(key)
      if (now && !units.some((one) => one < key)) row.new++
      else if (now && units.includes(before)) row.returning++
      else if (now) row.resurrecting++
      else if (units.includes(before)) row.dormant++
    }
    const complete = isClock
      ? Number(next(key, 1)) <= end
      : isComplete(counted, String(key), addDays(String(next(key, 1)), -1))
    rows.push({ [isClock ? 'ts' : 'date']: key, ...row, complete })
  }
  return rows
}
