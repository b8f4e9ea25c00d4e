import type { IsoDate } from '../model/schema'
import { isoToDay, localToUtcMs } from '../model/zone'
import type { FileStats } from './columnStats'
import type { Manifest, PartitionEntry, TableEntry } from './manifest'

/** All files of a table, the derived ones included. */
export function filesOfTable(table: TableEntry): readonly PartitionEntry[] {
  return [...table.partitions, ...table.userDays, ...table.sessions, ...table.rejects]
}

/** Every file that the manifest names. */
export function listPartitions(manifest: Manifest): readonly PartitionEntry[] {
  const ofTables = Object.values(manifest.tables).flatMap(filesOfTable)
  return manifest.users === null ? ofTables : [...ofTables, manifest.users]
}

interface TableSummary {
  readonly name: string
  readonly kind: TableEntry['kind']
  readonly rows: number
  readonly rejected: number
  readonly rowsWithoutUser: number
  /** Bytes of all the table's files, the derived ones included. */
  readonly bytes: number
  readonly partitions: number
  readonly firstDate: string | null
  readonly lastDate: string | null
  readonly minTs: number | null
  readonly maxTs: number | null
}

export interface WorkspaceSummary {
  readonly revision: number
  readonly rows: number
  readonly bytes: number
  readonly users: number
  /** Sorted by name. */
  readonly tables: readonly TableSummary[]
}

/** What a list of workspaces or tables shows, from the manifest alone. */
export function summarize(manifest: Manifest): WorkspaceSummary {
  const tables = Object.values(manifest.tables)
    .map(summarizeTable)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    revision: manifest.revision,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    bytes: listPartitions(manifest).reduce((sum, entry) => sum + entry.bytes, 0),
    users: manifest.users?.rows ?? 0,
    tables,
  }
}

function summarizeTable(table: TableEntry): TableSummary {
  const files = filesOfTable(table)
  const range = rangeOf(table.partitions)
  return {
    name: table.name,
    kind: table.kind,
    rows: table.rows,
    rejected: table.rejected,
    rowsWithoutUser: table.rowsWithoutUser,
    bytes: files.reduce((sum, entry) => sum + entry.bytes, 0),
    partitions: table.partitions.length,
    ...dateRangeOf(table.partitions),
    minTs: range.minTs,
    maxTs: range.maxTs,
  }
}

export function rangeOf(entries: readonly PartitionEntry[]): { minTs: number | null; maxTs: number | null } {
  let [minTs, maxTs]: [number | null, number | null] = [null, null]
  for (const entry of entries) {
    if (entry.minTs !== null && (minTs === null || entry.minTs < minTs)) minTs = entry.minTs
    if (entry.maxTs !== null && (maxTs === null || entry.maxTs > maxTs)) maxTs = entry.maxTs
  }
  return { minTs, maxTs }
}

/** The first and the last date of some files; null where none has a date. */
export function dateRangeOf(entries: readonly PartitionEntry[]): {
  firstDate: IsoDate | null
  lastDate: IsoDate | null
} {
  let [first, last]: [IsoDate | null, IsoDate | null] = [null, null]
  for (const entry of entries) {
    const [date, lastDate] = [entry.date, lastDateOf(entry)]
    if (date !== null && (first === null || date < first)) first = date
    if (lastDate !== null && (last === null || lastDate > last)) last = lastDate
  }
  return { firstDate: first, lastDate: last }
}

/** The last date of a file's rows. */
export function lastDateOf({ date, lastDate }: PartitionEntry): IsoDate | null {
  return lastDate ?? date
}

/** Whether a file may hold rows of dates from one to another, both included; null is open. */
export function reachesDates(entry: PartitionEntry, from: IsoDate | null, to: IsoDate | null): boolean {
  const last = lastDateOf(entry)
  return entry.date !== null && last !== null && (from === null || last >= from) && (to === null || entry.date <= to)
}

/** Whether two files may hold rows of one date, or neither has dates. */
export function shareDates(one: PartitionEntry, other: PartitionEntry): boolean {
  return one.date === null || other.date === null
    ? one.date === other.date
    : reachesDates(one, other.date, lastDateOf(other))
}

/** Whether a day, since 1970-01-01, lies among the dates of a file. */
export function holdsDay(entry: PartitionEntry, day: number): boolean {
  const last = lastDateOf(entry)
  return entry.date !== null && last !== null && isoToDay(entry.date) <= day && day <= isoToDay(last)
}

/** Whether each event of a file is at the local midnight that begins its date. */
export function holdsDatesOnly(entry: PartitionEntry, timezone: string): boolean {
  const { date, lastDate, datesOnly, minTs, maxTs } = entry
  if (lastDate !== undefined) return datesOnly === true
  const isOneTime = date !== null && minTs !== null && minTs === maxTs
  return isOneTime && localToUtcMs(timezone, Date.parse(`${date}T00:00:00Z`)) * 1000 === minTs
}

/** The dates of a file for people; null where it has none. */
export function datesText({ date, lastDate }: Pick<PartitionEntry, 'date' | 'lastDate'>): string | null {
  return date === null || lastDate === undefined ? date : `${date} to ${lastDate}`
}

/** By date (rows without one first), and as they were written within one. */
export function sortByDate(entries: readonly PartitionEntry[]): readonly PartitionEntry[] {
  return [...entries].sort((a, b) => compare(a.date ?? '', b.date ?? '') || compare(a.path, b.path))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Tables whose files have what was found of them, by their paths. */
export function withStats(tables: Manifest['tables'], found: ReadonlyMap<string, FileStats>): Manifest['tables'] {
  const described = (entry: PartitionEntry): PartitionEntry => {
    const stats = found.get(entry.path)
    return stats === undefined ? entry : { ...entry, stats }
  }
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, { ...table, partitions: table.partitions.map(described) }]),
  )
}
