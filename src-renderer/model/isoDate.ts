import type { IsoDate } from './schema'

/** A day of 24 hours. */
export const DAY_MS = 86_400_000

/** Whether a text is a date of the calendar, `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** The midnight (UTC) that begins a date, in milliseconds since 1970; NaN where it is none. */
export function isoToMs(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}

/** The date so many days later; earlier where `days` is negative. */
export function addDays(date: IsoDate, days: number): IsoDate {
  return new Date(isoToMs(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** How many days `to` is after `from`. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (isoToMs(to) - isoToMs(from)) / DAY_MS
}
