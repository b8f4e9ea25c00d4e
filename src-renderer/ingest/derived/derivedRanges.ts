import type { IsoDate } from '../../model/schema'
import { dayToIso, isoToDay } from '../../model/zone'
import type { PartitionEntry } from '../../store/manifest'
import { lastDateOf } from '../../store/partitions'
import { RANGE_BYTES, rangesOfDays, type DaySize } from '../columns/dayRanges'

/** A file of derived rows that is to be written: its days, ascending. */
export interface DerivedRange {
  readonly date: IsoDate
  readonly lastDate: IsoDate
  readonly days: readonly number[]
}

/**
 * The files that a derived table is to have for some days, so that no date lies in two files: days of a stored file stay
 * together, the others join their neighbours between stored files. What takes much more than a file should is parted.
 */
export function derivedRanges(
  stored: readonly PartitionEntry[],
  days: readonly DaySize[],
  most = RANGE_BYTES,
): readonly DerivedRange[] {
  const spans = stored
    .flatMap((entry) => {
      const last = lastDateOf(entry)
      return entry.date === null || last === null ? [] : [{ from: isoToDay(entry.date), to: isoToDay(last) }]
    })
    .sort((a, b) => a.from - b.from)
  const groups: { readonly isStored: boolean; readonly days: DaySize[] }[] = []
  let place = -1
  let at = 0
  for (const each of days.toSorted((a, b) => a.day - b.day)) {
    while (at < spans.length && spans[at]!.to < each.day) at++
    const isStored = at < spans.length && spans[at]!.from <= each.day
    // Days in one file, and days between two, have one place.
    const now = 2 * at + (isStored ? 1 : 0)
    if (now !== place) groups.push({ isStored, days: [] })
    place = now
    groups.at(-1)!.days.push(each)
  }
  return groups
    .flatMap((group) => rangesOfDays(group.days, group.isStored ? 2 * most : most))
    .map((range) => ({
      date: dayToIso(range[0]!.day),
      lastDate: dayToIso(range.at(-1)!.day),
      days: range.map(({ day }) => day),
    }))
}
