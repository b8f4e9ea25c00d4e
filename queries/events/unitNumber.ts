import type { TimeUnit } from './timeUnits'
import { isClockUnit } from './clockUnit'

/** The day that units are numbered from, 0001-01-01, before 1970-01-01. */
const DAYS_FROM_YEAR_1 = 719_162
const UNIT_MICROS = { hour: 3.6e9, minute: 6e7 }
const DAY_MICROS = 8.64e10

/** The number of the calendar unit of a local day (days since 1970-01-01), as unitNumberSql() has it. */
function calendarNumber(day: number, unit: Exclude<TimeUnit, 'hour' | 'minute'>, weekStart: number): number {
  if (unit === 'day') return day + DAYS_FROM_YEAR_1
  if (unit === 'week') return Math.floor((day + DAYS_FROM_YEAR_1 + 8 - weekStart) / 7)
  const date = new Date(day * 86_400_000)
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth()
  return unit === 'month' ? months : unit === 'quarter' ? Math.floor(months / 3) : Math.floor(months / 12)
}

/**
 * The numbers of units of times (UTC, microseconds) while the local clock is so many microseconds ahead of UTC: the same
 * as the SQL's (timeUnits).
 */
export function unitNumbers(
  unit: TimeUnit,
  weekStart: number,
  offsetMicros: number,
): { readonly day: (micros: number) => number; readonly number: (micros: number) => number } {
  const day = (micros: number): number => Math.floor((micros + offsetMicros) / DAY_MICROS)
  if (!isClockUnit(unit)) {
    const known = new Map<number, number>()
    return {
      day,
      number: (micros) => {
        const own = day(micros)
        let number = known.get(own)
        if (number === undefined) known.set(own, (number = calendarNumber(own, unit, weekStart)))
        return number
      },
    }
  }
  const length = UNIT_MICROS[unit]
  const past = (offsetMicros + DAY_MICROS) % length
  const unitsBefore = (DAYS_FROM_YEAR_1 * DAY_MICROS) / length
  return { day, number: (micros) => Math.floor((micros + past) / length) + unitsBefore }
}
