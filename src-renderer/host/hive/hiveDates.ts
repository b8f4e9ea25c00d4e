import { dayToIso, isoToDay, localDayReader } from '../../model/zone'
import type { IsoDate } from '../../model/schema'
import type { PartitionEntry } from '../../store/manifest'
import { lastDateOf } from '../../store/partitions'

/** Bytes of stored files that the engine holds at once; loaded they take a few times as much. */
const MOST_BYTES = 192 * 1024 * 1024

function datesOf(entry: PartitionEntry, localDay: (tsMicros: number) => number): readonly (IsoDate | null)[] {
  if (entry.date === null) return [null]
  const days = [entry.date, lastDateOf(entry) ?? entry.date].map(isoToDay)
  // Times of a zone of before may lie on other dates than the file was named by.
  for (const time of [entry.minTs, entry.maxTs]) if (time !== null) days.push(localDay(time))
  const [first, last] = [Math.min(...days), Math.max(...days)]
  return Array.from({ length: last - first + 1 }, (_, nth) => dayToIso(first + nth))
}

/**
 * The local dates that files may hold rows of, each once and in order, in groups of neighbours that are read together:
 * then the engine lets go of them. Null stands for rows without a date.
 */
export function dateGroups(
  files: readonly PartitionEntry[],
  timezone: string,
): readonly (readonly (IsoDate | null)[])[] {
  const localDay = localDayReader(timezone)
  const bytesByDate = new Map<IsoDate | null, number>()
  for (const entry of files) {
    const dates = datesOf(entry, localDay)
    for (const date of dates) bytesByDate.set(date, (bytesByDate.get(date) ?? 0) + entry.bytes / dates.length)
  }
  const groups: { dates: (IsoDate | null)[]; bytes: number }[] = []
  for (const [date, bytes] of [...bytesByDate].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))) {
    let group = groups.at(-1)
    if (group === undefined || group.bytes + bytes > MOST_BYTES) {
      group = { dates: [], bytes: 0 }
      groups.push(group)
    }
    group.dates.push(date)
    group.bytes += bytes
  }
  return groups.map((group) => group.dates)
}
