import { countedEvents, isComplete, type CountedEvent } from '../../countedEvents'
import { addDays, addUnits, startOfUnit, type Unit } from '../../localCalendar'
import type { RandomLog, RandomScope } from '../../randomLog'

/** A row with its dimensions' values in a list; null is all values. */
export interface Slice {
  readonly date: string
  readonly slice: readonly (string | null)[]
  readonly users: number
  readonly new_users: number
  readonly returning_users: number
  readonly events: number
  readonly complete: boolean
}

/** Slices by the definition: for each unit and each subset of the dimensions, go through the events and put them in groups. */
export function referenceSlices(
  log: RandomLog,
  scope: RandomScope,
  unit: Unit,
  dimensions: readonly ('plan' | 'event')[],
  top: number | null,
  activeEvents: readonly string[],
): readonly Slice[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const start = (date: string): string => startOfUnit(date, unit, log.weekStart)
  const active = counted.events.filter((event) => activeEvents.length === 0 || activeEvents.includes(event.event))
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  if (from > to) return []
  const shown = active.filter((event) => start(event.date) >= start(from) && start(event.date) <= start(to))
  const valueOf = (event: CountedEvent, dimension: 'plan' | 'event'): string => {
    const value = event[dimension]
    if (value === null) return '(none)'
    if (top === null) return value
    const values = [...new Set(shown.map((one) => one[dimension]).filter((one) => one !== null))].sort()
    const count = (one: string): number => shown.filter((other) => other[dimension] === one).length
    return values
      .sort((a, b) => count(b) - count(a))
      .slice(0, top)
      .includes(value)
      ? value
      : 'Other'
  }
  const rows: Slice[] = []
  for (let subset = 0; subset < 2 ** dimensions.length; subset++) {
    const groups = new Map<string, CountedEvent[]>()
    for (const event of shown) {
      const key = JSON.stringify([
        start(event.date),
        ...dimensions.map((dimension, index) => ((subset >> index) % 2 === 1 ? valueOf(event, dimension) : null)),
      ])
      groups.set(key, [...(groups.get(key) ?? []), event])
    }
    for (const [key, events] of groups) {
      const [date, ...slice] = JSON.parse(key) as [string, ...(string | null)[]]
      const users = [...new Set(events.map((event) => event.user))]
      const fresh = users.filter((user) => !active.some((event) => event.user === user && start(event.date) < date))
      rows.push({
        date,
        slice,
        users: users.length,
        new_users: fresh.length,
        returning_users: users.length - fresh.length,
        events: events.length,
        complete: isComplete(counted, date, addDays(addUnits(date, unit, 1), -1)),
      })
    }
  }
  return rows
}
