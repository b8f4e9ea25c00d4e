import { addUnits, startOfUnit, type Unit } from './localCalendar'

/** Minutes and hours for the naive references: `Intl` says the local minute of a moment; a unit begins where the local clock shows a whole one. */
export type ClockUnit = 'hour' | 'minute'

const formats = new Map<string, Intl.DateTimeFormat>()

/** The minute that the local clock shows, 0 to 59. */
function localMinute(micros: number, zone: string): number {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, minute: '2-digit' })
    formats.set(zone, format)
  }
  return Number(format.format(new Date(Math.floor(micros / 1000))))
}

const MINUTE = 60e6

/** The moment (microseconds) at which the hour or minute that holds a moment began. */
function startOfClockUnit(micros: number, unit: ClockUnit, zone: string): number {
  const minute = Math.floor(micros / MINUTE) * MINUTE
  return unit === 'minute' ? minute : minute - localMinute(micros, zone) * MINUTE
}

/** Units of any kind as keys that sort: dates for calendar units, moments for the clock's. */
export function unitsOf(
  unit: Unit | ClockUnit,
  weekStart: number,
  zone: string,
): {
  readonly of: (event: { readonly micros: number; readonly date: string }) => string | number
  readonly next: (key: string | number, count: number) => string | number
} {
  if (unit === 'hour' || unit === 'minute') {
    const length = (unit === 'hour' ? 60 : 1) * MINUTE
    return {
      of: ({ micros }) => startOfClockUnit(micros, unit, zone),
      next: (key, count) => Number(key) + count * length,
    }
  }
  return {
    of: ({ date }) => startOfUnit(date, unit, weekStart),
    next: (key, count) => addUnits(String(key), unit, count),
  }
}
