import { derivedNames, USERS, type ColumnSchema } from '../../model/schema'
import { identifier, literal } from '../../query/sql/literal'
import { storedTables, visibleColumns } from '../../query/session/needs'
import type { Manifest, PartitionEntry, TableEntry } from '../../store/manifest'

/** A column of an exported table: as SQL calls it, and its type in DuckDB. */
interface HiveColumn {
  readonly name: string
  readonly sqlType: string
}

/** The date that files lie by: what their folders call it, and its SQL. */
interface HivePartition {
  readonly key: string
  readonly sql: string
  /** Whether the stored files lie by the same date. */
  readonly isStored: boolean
}

/** A table of the workspace as it is exported: what its files hold, and the date that they lie by. */
export interface HiveTable {
  readonly name: string
  /** What is in the files. */
  readonly columns: readonly HiveColumn[]
  /** The date that files lie by; null for a table without a time. */
  readonly partition: HivePartition | null
  /** By what rows are ordered within a file, as SQL. */
  readonly order: string
  readonly files: readonly PartitionEntry[]
}

/** What can be exported: each event table with its user days and sessions, plain tables, the users. */
export function exportableTables(manifest: Manifest): readonly string[] {
  return [
    ...Object.values(manifest.tables).flatMap(({ name, kind }) =>
      kind === 'events' ? [name, derivedNames(name).userDays, derivedNames(name).sessions] : [name],
    ),
    ...(manifest.users === null ? [] : [USERS]),
  ]
}

/** The time of a table's rows: an event's, a session's first one, the column that a plain table was mapped by. */
function timeOf({ kind, columns, mapping }: TableEntry): ColumnSchema | undefined {
  if (kind === 'events') return columns.find((one) => one.name === 'ts')
  return columns.find((one) => one.source === mapping.time && (one.type === 'timestamp' || one.type === 'date'))
}

/** A name for the folders' date that no column of the files has. */
function partitionKey(columns: readonly HiveColumn[]): string {
  const taken = new Set(columns.map((one) => one.name.toLowerCase()))
  let key = 'date'
  for (let nth = 1; taken.has(key); nth++) key = nth === 1 ? 'event_date' : `event_date_${nth}`
  return key
}

/** How a table of the workspace is exported; `name` is one of {@link exportableTables}. */
export function hiveTable(manifest: Manifest, name: string): HiveTable {
  const stored = storedTables(manifest).find((one) => one.name === name)
  if (stored === undefined) throw new RangeError(`There is no table ${name}.`)
  const files = manifest.sources.map((source) => source.name)
  const columns = visibleColumns(stored, files).map(({ name: column, sqlType }) => ({ name: column, sqlType }))
  const base = { name, columns, files: stored.partitions }
  const owner = Object.values(manifest.tables).find(
    (table) => table.kind === 'events' && Object.values(derivedNames(table.name)).includes(name),
  )
  const own = manifest.tables[name]
  const isOwn = own !== undefined
  if (owner !== undefined && !isOwn && derivedNames(owner.name).userDays === name)
    return {
      ...base,
      columns: columns.filter((one) => one.name !== 'date'),
      partition: { key: 'date', sql: 'date', isStored: true },
      order: 'user_key',
    }
  if (owner !== undefined && !isOwn)
    return {
      ...base,
      partition: { key: 'date', sql: 'local_date(start_ts)', isStored: true },
      order: 'start_ts, user_key',
    }
  if (!isOwn) return { ...base, partition: null, order: 'user_key' }
  const time = timeOf(own)
  const source = identifier('_source')
  if (time === undefined) return { ...base, partition: null, order: source }
  const column = identifier(time.name)
  return {
    ...base,
    partition: {
      key: partitionKey(columns),
      sql: time.type === 'date' ? column : `local_date(${column})`,
      isStored: stored.isEvents,
    },
    order: `${column}, ${source}`,
  }
}

/** A SELECT of a table's rows of one date; of those without one where `date` is null, of all where it has no dates. */
export function hiveSelect({ name, columns, partition, order }: HiveTable, date: string | null): string {
  const list = columns.map((one) => identifier(one.name)).join(', ')
  const where =
    partition === null
      ? ''
      : date === null
        ? ` WHERE ${partition.sql} IS NULL`
        : ` WHERE ${partition.sql} = DATE ${literal(date)}`
  return `SELECT ${list} FROM main.${identifier(name)}${where} ORDER BY ${order}`
}
