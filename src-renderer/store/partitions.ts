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
  const dates = table.partitions.flatMap((entry) => entry.date ?? []).sort()
  const range = rangeOf(table.partitions)
  return {
    name: table.name,
    kind: table.kind,
    rows: table.rows,
    rejected: table.rejected,
    rowsWithoutUser: table.rowsWithoutUser,
    bytes: files.reduce((sum, entry) => sum + entry.bytes, 0),
    partitions: table.partitions.length,
    firstDate: dates[0] ?? null,
    lastDate: dates.at(-1) ?? null,
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

/** By date (rows without one first), and as they were written within one. */
export function sortByDate(entries: readonly PartitionEntry[]): readonly PartitionEntry[] {
  return [...entries].sort((a, b) => compare(a.date ?? '', b.date ?? '') || compare(a.path, b.path))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
