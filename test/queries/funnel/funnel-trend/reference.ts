import {
  countedAttempts,
  groupAttempts,
  type CountedAttempt,
  type Item,
  type ReferenceOptions,
} from '../funnel/reference'
import { addUnits, localDate, startOfUnit, type Unit } from '../../localCalendar'
import type { LogEvent } from '../../nativeDuckdb'

export interface TrendRow {
  readonly group: string | null
  readonly date: string
  readonly entered: number
  readonly converted: number
}

/** Naively: the funnel once for each unit, over attempts that began in it. */
export function trendReference(
  log: readonly LogEvent[],
  options: ReferenceOptions,
  unit: Unit,
  weekStart: number,
): readonly TrendRow[] {
  const unitAt = (item: Item): string => startOfUnit(localDate(item.time, options.zone), unit, weekStart)
  const seen = new Set<string>()
  countedAttempts(log, options, (item) => {
    seen.add(unitAt(item))
    return true
  })
  const parts = [...seen]
    .sort()
    .map((date) => ({ date, attempts: countedAttempts(log, options, (item) => unitAt(item) === date) }))
    .filter((part) => part.attempts.length > 0)
  const [first, last] = [parts[0]?.date, parts.at(-1)?.date]
  if (first === undefined || last === undefined) return []
  const dates: string[] = []
  for (let date = first; date <= last; date = addUnits(date, unit, 1)) dates.push(date)
  const all: readonly CountedAttempt[] = parts.flatMap((part) => part.attempts)
  const groups = options.breakdown ? groupAttempts(all, options) : [{ name: null, attempts: all }]
  return groups.flatMap((group) =>
    dates.map((date) => {
      const own = (parts.find((part) => part.date === date)?.attempts ?? []).filter((attempt) =>
        group.attempts.includes(attempt),
      )
      return {
        group: group.name,
        date,
        entered: own.length,
        converted: own.filter((attempt) => attempt.steps.at(-1) !== null).length,
      }
    }),
  )
}
