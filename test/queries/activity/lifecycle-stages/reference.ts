import { countedEvents, isComplete, type CountedEvent } from '../../countedEvents'
import { datesBetween } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface Thresholds {
  readonly new_days: number
  readonly at_risk_days: number
  readonly churned_days: number
}

function daysFrom(a: string, b: string): number {
  return (Date.parse(b) - Date.parse(a)) / 86_400_000
}

/** A user's stage on a date, from their active dates; null before they were seen. */
export function stageOn(
  dates: readonly string[],
  date: string,
  thresholds: Thresholds,
): 'new' | 'active' | 'at_risk' | 'churned' | null {
  const known = dates.filter((one) => one <= date).sort()
  if (known.length === 0) return null
  if (daysFrom(known[0]!, date) < thresholds.new_days) return 'new'
  const silent = daysFrom(known.at(-1)!, date)
  return silent < thresholds.at_risk_days ? 'active' : silent < thresholds.churned_days ? 'at_risk' : 'churned'
}

/** Each user's active dates. */
export function activeDates(
  events: readonly CountedEvent[],
  activeEvents: readonly string[],
): readonly (readonly string[])[] {
  const active = events.filter((event) => activeEvents.length === 0 || activeEvents.includes(event.event))
  return [...new Set(active.map((event) => event.user))].map((user) =>
    active.filter((event) => event.user === user).map((event) => event.date),
  )
}

/** Stages by the definition: ask each user on each date. */
export function referenceStages(
  log: RandomLog,
  scope: RandomScope,
  thresholds: Thresholds,
  activeEvents: readonly string[],
): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const users = activeDates(counted.events, activeEvents)
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  return datesBetween(from, to).map((date) => {
    const row = { date, new: 0, active: 0, at_risk: 0, churned: 0, complete: isComplete(counted, date) }
    for (const dates of users) {
      const stage = stageOn(dates, date, thresholds)
      if (stage !== null) row[stage] += 1
    }
    return row
  })
}
