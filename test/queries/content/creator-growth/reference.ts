import { countedEvents, isComplete } from '../../countedEvents'
import { addDays, addUnits, startOfUnit, type Unit } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** Growth by the definition: for each creator, unit after unit from their first one. */
export function referenceGrowth(
  log: RandomLog,
  scope: RandomScope,
  unit: Unit,
  leastPrevious: number,
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const { first, last } = counted
  const start = (date: string): string => startOfUnit(date, unit, log.weekStart)
  const from = scope.from !== null && scope.from > first ? scope.from : first
  const to = scope.to !== null && scope.to < last ? scope.to : last
  if (from > to) return []
  const events = counted.events.filter((event) => event.event !== 'open' && (event.more['creator_id'] ?? null) !== null)
  const isWhole = (date: string): boolean => isComplete(counted, date, addDays(addUnits(date, unit, 1), -1))
  const rows: {
    date: string
    creator: string
    engagement: number
    previous: number | null
    growth_pct: number | null
    complete: boolean
  }[] = []
  for (const creator of new Set(events.map((event) => event.more['creator_id'] as string))) {
    const own = events.filter((event) => event.more['creator_id'] === creator).map((event) => start(event.date))
    const begun = [...own].sort()[0]!
    for (let date = begun; date <= start(to); date = addUnits(date, unit, 1)) {
      if (date < start(from)) continue
      const before = addUnits(date, unit, -1)
      const engagement = own.filter((one) => one === date).length
      const previous = date === begun ? null : own.filter((one) => one === before).length
      const complete = isWhole(date)
      rows.push({
        date,
        creator,
        engagement,
        previous,
        growth_pct:
          complete && isWhole(before) && previous !== null && previous >= leastPrevious
            ? (100 * (engagement - previous)) / previous
            : null,
        complete,
      })
    }
  }
  return rows.sort((a, b) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : b.engagement - a.engagement || (a.creator < b.creator ? -1 : 1),
  )
}
