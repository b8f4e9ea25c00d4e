import { isoToDay } from '../../model/zone'
import type { PartitionEntry } from '../../store/manifest'
import { lastDateOf } from '../../store/partitions'

/** What a file of rows holds where days are small; a larger day has a file of its own. */
export const RANGE_BYTES = 4 * 2 ** 20

/** Something of one day, and about how many bytes it takes. */
export interface DaySize {
  readonly day: number
  readonly bytes: number
}

/** Dates of other years do not sort as texts, and rows without a day have none: each has a file of its own. */
const [YEAR_0, YEAR_10000] = [-719_528, 2_932_897]

function isOrdinary(day: number): boolean {
  return day >= YEAR_0 && day < YEAR_10000
}

/** Whether a file's dates sort as texts, or it has none. */
export function hasOrdinaryDates(entry: PartitionEntry): boolean {
  const last = lastDateOf(entry)
  return entry.date === null || last === null || (isOrdinary(isoToDay(entry.date)) && isOrdinary(isoToDay(last)))
}

/**
 * Puts days together for files: neighbours, as long as they take no more than `most` bytes together. `days` ascend; a
 * day in `begins` or the first one after it begins a file.
 */
export function rangesOfDays<T extends DaySize>(
  days: readonly T[],
  most: number,
  begins: readonly number[] = [],
): readonly (readonly T[])[] {
  const ranges: T[][] = []
  let [bytes, last] = [0, -Infinity]
  for (const each of days) {
    const range = ranges.at(-1)
    const isApart =
      !isOrdinary(last) || !isOrdinary(each.day) || begins.some((begin) => last < begin && begin <= each.day)
    if (range === undefined || isApart || bytes + each.bytes > most) {
      ranges.push([each])
      bytes = each.bytes
    } else {
      range.push(each)
      bytes += each.bytes
    }
    last = each.day
  }
  return ranges
}
