import type { IsoDate } from '../../../model/schema'

/** A range of local dates, both included; null is open. */
export interface DateRange {
  readonly from: IsoDate | null
  readonly to: IsoDate | null
}

export interface QuickRange extends DateRange {
  readonly label: string
  /** The whole name, for tooltips and screen readers. */
  readonly about: string
}

function shift(date: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Ranges that end with the data's last day, never with today; those that begin before the data are left out. */
export function quickRanges(minDate: IsoDate | null, maxDate: IsoDate | null): readonly QuickRange[] {
  const all: QuickRange = { label: 'All', about: 'All the data', from: null, to: null }
  if (minDate === null || maxDate === null) return [all]
  const days = [7, 14, 28, 90, 365].map((count) => ({ label: `${count} d`, about: `The data's last ${count} days`, from: shift(maxDate, 1 - count), to: maxDate }))
  return [all, ...days.filter((range) => range.from > minDate)]
}
