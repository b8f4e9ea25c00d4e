import { throwIfAborted } from '../base/abort'
import { elementAt } from '../base/required'
import type { ColumnSchema, ColumnType } from '../model/schema'
import type { PartitionEntry } from '../store/manifest'
import type { Engine } from './engine'
import type { ColumnBatch, PartitionReader } from './partitionReader'

/** A table in the engine (schema `stored`), and what of the stored one it holds. */
export interface LoadedTable {
  /** Its table in the schema `stored`. */
  readonly table: string
  readonly columns: readonly ColumnSchema[]
  /** By path, in the order in which their rows lie in the table. */
  readonly partitions: Map<string, PartitionEntry>
  readonly reader: PartitionReader
  rows: number
  /** Bytes of the columns as they were read. */
  bytes: number
  /** The values of `event` that its ENUM has, and that type's name; null while it is text. */
  enumValues: number
  enumType: string | null
}

/** Columns of few values become ENUMs: filters and groups on them run on small integers. */
const ENUM_LIMIT = 2_000

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  json: 'VARCHAR',
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * The SQL type of a stored column: users' keys are smaller than other integers. A file's own column may have any name.
 */
export function sqlType(column: ColumnSchema): string {
  return column.name === 'user_key' && column.role === 'user' ? 'INTEGER' : SQL_TYPES[column.type]
}

/** A new table without rows; one of its name is gone. */
export async function emptyTable(
  engine: Engine,
  table: string,
  columns: readonly ColumnSchema[],
  reader: PartitionReader,
  signal?: AbortSignal,
): Promise<LoadedTable> {
  const name = `stored.${quote(table)}`
  await engine.execute(
    [
      `DROP TABLE IF EXISTS ${name} CASCADE`,
      `CREATE TABLE ${name} (${columns.map((column) => `${quote(column.name)} ${sqlType(column)}`).join(', ')})`,
    ],
    signal,
  )
  return { table, columns, partitions: new Map(), reader, rows: 0, bytes: 0, enumValues: 0, enumType: null }
}

let enumTypes = 0

/**
 * Rows at the end of a table. Batches have the same columns and types, some or all of the table's.
 */
export async function insertRows(
  engine: Engine,
  loaded: LoadedTable,
  batches: readonly ColumnBatch[],
  signal?: AbortSignal,
): Promise<void> {
  const has = new Set(elementAt(batches, 0).names)
  const stream = loaded.reader.stream(batches)
  const event =
    has.has('event') && loaded.columns.some((column) => column.name === 'event') ? loaded.reader.values('event') : []
  if (event.length > loaded.enumValues) await fitEnum(engine, loaded, event, signal)
  if (loaded.columns.every((column, index) => elementAt(batches, 0).names[index] === column.name)) {
    throwIfAborted(signal)
    await engine.insert(loaded.table, stream, { schema: 'stored', create: false })
    return
  }
  // A part that lacks columns (or the users file, which has no key) goes through a table of its own; one that lacks
  // all columns that are wanted is so many rows.
  const isEmpty = has.size === 0
  await engine.execute(['DROP TABLE IF EXISTS arriving'], signal)
  if (!isEmpty) await engine.insert('arriving', stream)
  const from = isEmpty ? `range(${batches.reduce((sum, batch) => sum + batch.rowCount, 0)}) rows(rowid)` : 'arriving'
  const target = loaded.columns.map((column) => quote(column.name)).join(', ')
  const values = loaded.columns
    .map((column) => {
      // The users file is a dictionary: row n is the user with key n.
      if (!has.has(column.name)) return column.name === 'user_key' && column.role === 'user' ? 'rowid::INTEGER' : 'NULL'
      if (column.name === 'event' && loaded.enumType !== null) return `CAST(event AS ${quote(loaded.enumType)})`
      return `CAST(${quote(column.name)} AS ${sqlType(column)})`
    })
    .join(', ')
  await engine.execute(
    [
      `INSERT INTO stored.${quote(loaded.table)} (${target}) SELECT ${values} FROM ${from}`,
      ...(isEmpty ? [] : ['DROP TABLE arriving']),
    ],
    signal,
  )
}

/**
 * Values sorted, so that ordering and comparing by the ENUM is alphabetical, as it is for text. Too many values stay
 * text.
 */
async function fitEnum(
  engine: Engine,
  loaded: LoadedTable,
  values: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const alter = `ALTER TABLE stored.${quote(loaded.table)} ALTER COLUMN event TYPE`
  if (values.length > ENUM_LIMIT || values.some((value) => value.includes('\0'))) {
    if (loaded.enumType !== null) await engine.execute([`${alter} VARCHAR USING event::VARCHAR`], signal)
    loaded.enumType = null
    loaded.enumValues = Infinity
    return
  }
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  // A name of its own each time: the type before it is in use until the column has changed, and tables keep theirs.
  const name = `event type ${++enumTypes}`
  await engine.execute(
    [
      `CREATE TYPE ${quote(name)} AS ENUM (${sorted.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`,
      `${alter} ${quote(name)} USING event::VARCHAR::${quote(name)}`,
    ],
    signal,
  )
  loaded.enumType = name
  loaded.enumValues = values.length
}
