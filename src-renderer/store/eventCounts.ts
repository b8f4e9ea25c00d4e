import { Dictionary } from 'apache-arrow'
import { joinCounts, type EventCount } from '../model/eventCounts'
import { decodeArrowFile } from './arrowFile'
import type { Manifest, PartitionEntry, TableEntry } from './manifest'

/** A table with more different events keeps no list: there the names are data, not events. */
export const MOST_EVENTS = 2_000

/** The events of one file of rows, in no order; rows without one are left out. Null where it is no file of events. */
export function countEvents(bytes: Uint8Array): readonly EventCount[] | null {
  const table = decodeArrowFile(bytes)
  if (!['event', 'ts'].every((name) => table.schema.fields.some((field) => field.name === name))) return null
  const found: EventCount[] = []
  for (const batch of table.batches) {
    const event = batch.getChild('event')?.data[0]
    const ts = batch.getChild('ts')?.data[0]
    if (event === undefined || ts === undefined || !(event.type instanceof Dictionary)) return null
    const codes = event.values as Int32Array
    const { buffer, byteOffset } = ts.values as BigInt64Array
    const halves = new Int32Array(buffer, byteOffset, 2 * batch.numRows)
    const counts = Array.from({ length: event.dictionary?.length ?? 0 }, () => ({
      rows: 0,
      firstTs: Infinity,
      lastTs: -Infinity,
    }))
    for (let row = 0; row < batch.numRows; row++) {
      if (event.nullCount > 0 && !event.getValid(row)) continue
      const count = counts[codes[row]!]!
      const at = halves[2 * row + 1]! * 4_294_967_296 + (halves[2 * row]! >>> 0)
      count.rows++
      if (at < count.firstTs) count.firstTs = at
      if (at > count.lastTs) count.lastTs = at
    }
    for (const [code, count] of counts.entries())
      if (count.rows > 0) found.push({ name: String(event.dictionary?.get(code)), ...count })
  }
  return found
}

/**
 * The tables of a coming commit, each event table with the list of its events: of the table that it was before, where
 * all of that one's files stay, with what `countsOf` says of the others. Null where there are too many; without a list
 * where a file cannot be read. What a table brings along as its list is not believed: it may be of other files.
 */
export async function withEventCounts(
  before: Manifest['tables'],
  tables: Manifest['tables'],
  countsOf: (entry: PartitionEntry) => Promise<readonly EventCount[] | null>,
): Promise<Manifest['tables']> {
  const next: Record<string, TableEntry> = {}
  for (const [name, table] of Object.entries(tables))
    next[name] = table.kind === 'events' ? await withList(Object.values(before), table, countsOf) : table
  return next
}

async function withList(
  before: readonly TableEntry[],
  { events: _unproved, ...table }: TableEntry,
  countsOf: (entry: PartitionEntry) => Promise<readonly EventCount[] | null>,
): Promise<TableEntry> {
  const paths = new Set(table.partitions.map(({ path }) => path))
  const base = before.find(
    (one) =>
      one.events !== undefined && one.partitions.length > 0 && one.partitions.every(({ path }) => paths.has(path)),
  )
  if (base?.events === null) return { ...table, events: null }
  const known = new Set(base?.partitions.map(({ path }) => path))
  const lists: (readonly EventCount[])[] = [base?.events ?? []]
  for (const entry of table.partitions) {
    if (known.has(entry.path)) continue
    const counts = await countsOf(entry)
    if (counts === null) return table
    lists.push(counts)
  }
  const events = joinCounts(lists)
  return { ...table, events: events.length > MOST_EVENTS ? null : events }
}
