import { elementAt } from '../../../base/required'
import type { IsoDate } from '../../../model/schema'
import { addDays, isIsoDate } from '../../../model/isoDate'

/**
 * A date as people type it: 2024-03-05, 2024-3-5, 2024/03/05, 2024.03.05, 20240305. Null when it is none, or a day that
 * does not exist.
 */
export function readDateText(text: string): IsoDate | null {
  const match = /^\s*(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))\s*$/.exec(text)
  if (match === null) return null
  const iso = `${match[1]}-${(match[3] ?? elementAt(match, 5)).padStart(2, '0')}-${(match[4] ?? elementAt(match, 6)).padStart(2, '0')}`
  return isIsoDate(iso) ? iso : null
}

/** So many days later, kept between the bounds. */
export function shiftDays(date: IsoDate, days: number, min: IsoDate | null, max: IsoDate | null): IsoDate {
  return within(addDays(date, days), min, max)
}

/** So many months later, on the same day or the month's last; kept between the bounds. */
export function shiftMonths(date: IsoDate, months: number, min: IsoDate | null, max: IsoDate | null): IsoDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return within(new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10), min, max)
}

function within(date: IsoDate, min: IsoDate | null, max: IsoDate | null): IsoDate {
  return min !== null && date < min ? min : max !== null && date > max ? max : date
}
