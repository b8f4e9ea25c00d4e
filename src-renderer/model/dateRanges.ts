import { addDays } from './isoDate'
import type { IsoDate } from './schema'

/** Dates chosen by a name that moves with the data, or by hand; null is open. */
export type RangeChoice = RangeName | DateRange
export type RangeName =
  | 'all'
  | 'last-7'
  | 'last-28'
  | 'last-90'
  | 'this-month'
  | 'previous-month'
  | 'this-quarter'
  | 'previous-quarter'
  | 'this-year'
  | 'previous-year'

/** A range of local dates, both included; null is open. */
export interface DateRange {
  readonly from: IsoDate | null
  readonly to: IsoDate | null
}

export const RANGES: readonly { readonly name: RangeName; readonly label: string; readonly about: string }[] = [
  { name: 'all', label: 'All dates', about: 'All the data' },
  { name: 'last-7', label: 'Last 7 days', about: "The data's last 7 days" },
  { name: 'last-28', label: 'Last 28 days', about: "The data's last 28 days" },
  { name: 'last-90', label: 'Last 90 days', about: "The data's last 90 days" },
  { name: 'this-month', label: 'This month', about: "The month of the data's last day" },
  { name: 'previous-month', label: 'Previous month', about: "The whole month before that of the data's last day" },
  { name: 'this-quarter', label: 'This quarter', about: "The quarter of the data's last day" },
  {
    name: 'previous-quarter',
    label: 'Previous quarter',
    about: "The whole quarter before that of the data's last day",
  },
  { name: 'this-year', label: 'This year', about: "The year of the data's last day" },
  { name: 'previous-year', label: 'Previous year', about: "The whole year before that of the data's last day" },
]

const OPEN: DateRange = { from: null, to: null }

/**
 * The dates that a choice says, where "now" is the data's newest event, never the clock. A range that runs to the
 * data's last day stays open at its end, so that analyses know what is not over. Without data every name is all dates.
 */
export function datesOf(choice: RangeChoice, maxDate: IsoDate | null): DateRange {
  if (typeof choice !== 'string') return choice
  if (choice === 'all' || maxDate === null) return OPEN
  const month = monthsBefore(maxDate, 0)
  const inQuarter = (Number(maxDate.slice(5, 7)) - 1) % 3
  const inYear = Number(maxDate.slice(5, 7)) - 1
  switch (choice) {
    case 'last-7':
      return { from: addDays(maxDate, -6), to: null }
    case 'last-28':
      return { from: addDays(maxDate, -27), to: null }
    case 'last-90':
      return { from: addDays(maxDate, -89), to: null }
    case 'this-month':
      return { from: month, to: null }
    case 'previous-month': {
      const last = addDays(month, -1)
      return { from: `${last.slice(0, 8)}01`, to: last }
    }
    case 'this-quarter':
      return { from: monthsBefore(maxDate, inQuarter), to: null }
    case 'previous-quarter':
      return { from: monthsBefore(maxDate, inQuarter + 3), to: addDays(monthsBefore(maxDate, inQuarter), -1) }
    case 'this-year':
      return { from: monthsBefore(maxDate, inYear), to: null }
    case 'previous-year':
      return { from: monthsBefore(maxDate, inYear + 12), to: addDays(monthsBefore(maxDate, inYear), -1) }
  }
}

/** The first day of the month so many months before that of a date. */
function monthsBefore(date: IsoDate, months: number): IsoDate {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 - months
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`
}

/** Why a named range has no answer in the data, or that of all dates; null where it has one of its own. */
export function rangeLacks(name: RangeName, minDate: IsoDate | null, maxDate: IsoDate | null): string | null {
  if (name === 'all' || minDate === null || maxDate === null) return null
  const { from, to } = datesOf(name, maxDate)
  if (to !== null && to < minDate) return `data start on ${minDate}`
  if (from !== null && from <= minDate && to === null) return 'the same as all dates'
  return null
}

function dayText(date: IsoDate, withYear: boolean): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(withYear ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  })
}

/** Dates as a person reads them, "3 – 30 Mar 2024"; open ends are the data's own. Empty without data. */
export function rangeText(range: DateRange, minDate: IsoDate | null, maxDate: IsoDate | null): string {
  const [from, to] = [range.from ?? minDate, range.to ?? maxDate]
  if (from === null || to === null) return ''
  if (from === to) return dayText(from, true)
  const start =
    from.slice(0, 7) === to.slice(0, 7)
      ? String(Number(from.slice(8)))
      : dayText(from, from.slice(0, 4) !== to.slice(0, 4))
  return `${start} – ${dayText(to, true)}`
}
