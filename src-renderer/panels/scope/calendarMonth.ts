import { addDays, isoToMs } from '../../model/isoDate'
import type { IsoDate } from '../../model/schema'

/** 1 (Monday) to 7 (Sunday), as ISO 8601 numbers them. */
export function weekdayOf(date: IsoDate): number {
  return ((new Date(isoToMs(date)).getUTCDay() + 6) % 7) + 1
}

/** The first day of the week that a date lies in. */
export function weekBegin(date: IsoDate, weekStart: number): IsoDate {
  return addDays(date, -((weekdayOf(date) - weekStart + 7) % 7))
}

/** The days of a date's month, week by week; null where a week reaches into another month. */
export function monthWeeks(date: IsoDate, weekStart: number): readonly (readonly (IsoDate | null)[])[] {
  const month = date.slice(0, 7)
  const weeks: (IsoDate | null)[][] = []
  for (let begin = weekBegin(`${month}-01`, weekStart); begin.slice(0, 7) <= month; begin = addDays(begin, 7))
    weeks.push(
      Array.from({ length: 7 }, (_, day) => addDays(begin, day)).map((one) => (one.startsWith(month) ? one : null)),
    )
  return weeks
}

/** The first days of all months from one date to another. */
export function monthsBetween(first: IsoDate, last: IsoDate): readonly IsoDate[] {
  const months: IsoDate[] = []
  for (let month = `${first.slice(0, 7)}-01`; month <= last;) {
    months.push(month)
    month = `${addDays(month, 31).slice(0, 7)}-01`
  }
  return months
}
