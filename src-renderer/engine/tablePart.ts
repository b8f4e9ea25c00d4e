import { elementAt } from '../base/required'
import type { ColumnSchema, ColumnType } from '../model/schema'
import type { Engine } from './engine'
import type { ColumnBatch, PartitionReader } from './partitionReader'

/** Some columns of a stored table, a table of their own in the engine (schema `parts`). */
export interface TablePart {
  readonly table: string
  readonly columns: readonly ColumnSchema[]
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

/** A part's table, as SQL names it. */
export function sqlName(part: TablePart): string {
  return `parts.${quote(part.table)}`
}

/** A part without rows; a table of its name is gone. */
export async function emptyPart(engine: Engine, table: string, columns: readonly ColumnSchema[]): Promise<TablePart> {
  const name = `parts.${quote(table)}`
  await engine.execute([
    `DROP TABLE IF EXISTS ${name} CASCADE`,
    `CREATE TABLE ${name} (${columns.map((column) => `${quote(column.name)} ${sqlType(column)}`).join(', ')})`,
  ])
  return { table, columns, enumValues: 0, enumType: null }
}

function narrowed(batch: ColumnBatch, columns: readonly ColumnSchema[]): ColumnBatch {
  const places = columns.map(({ name }) => batch.names.indexOf(name)).filter((place) => place >= 0)
  return {
    names: places.map((place) => elementAt(batch.names, place)),
    rowCount: batch.rowCount,
    columns: places.map((place) => elementAt(batch.columns, place)),
  }
}

let enumTypes = 0

/**
 * Rows at the end of a part. Batches all have the same columns and types; the part takes those that are its own. It is
 * not cancelled on the way: rows that went in and are not known to be in would count twice.
 */
export async function insertRows(
  engine: Engine,
  part: TablePart,
  reader: PartitionReader,
  all: readonly ColumnBatch[],
): Promise<void> {
  const batches = all.map((batch) => narrowed(batch, part.columns))
  const has = new Set(elementAt(batches, 0).names)
  const stream = reader.stream(batches)
  const event = has.has('event') && part.columns.some((column) => column.name === 'event') ? reader.values('event') : []
  if (event.length > part.enumValues) await fitEnum(engine, part, event)
  if (part.columns.every((column, index) => elementAt(batches, 0).names[index] === column.name)) {
    await engine.insert(part.table, stream, { schema: 'parts', create: false })
    return
  }
  // A part that lacks columns (or the users file, which has no key) goes through a table of its own; one that lacks
  // all columns that are wanted is so many rows.
  const isEmpty = has.size === 0
  await engine.execute(['DROP TABLE IF EXISTS arriving'])
  if (!isEmpty) await engine.insert('arriving', stream)
  const from = isEmpty ? `range(${batches.reduce((sum, batch) => sum + batch.rowCount, 0)}) rows(rowid)` : 'arriving'
  const target = part.columns.map((column) => quote(column.name)).join(', ')
  const values = part.columns
    .map((column) => {
      // The users file is a dictionary: row n is the user with key n.
      if (!has.has(column.name)) return column.name === 'user_key' && column.role === 'user' ? 'rowid::INTEGER' : 'NULL'
      if (column.name === 'event' && part.enumType !== null) return `CAST(event AS ${quote(part.enumType)})`
      return `CAST(${quote(column.name)} AS ${sqlType(column)})`
    })
    .join(', ')
  await engine.execute([
    `INSERT INTO ${sqlName(part)} (${target}) SELECT ${values} FROM ${from}`,
    ...(isEmpty ? [] : ['DROP TABLE arriving']),
  ])
}

/**
 * Values sorted, so that ordering and comparing by the ENUM is alphabetical, as it is for text. Too many values stay
 * text.
 */
async function fitEnum(engine: Engine, part: TablePart, values: readonly string[]): Promise<void> {
  const alter = `ALTER TABLE ${sqlName(part)} ALTER COLUMN event TYPE`
  if (values.length > ENUM_LIMIT || values.some((value) => value.includes('\0'))) {
    if (part.enumType !== null) await engine.execute([`${alter} VARCHAR USING event::VARCHAR`])
    part.enumType = null
    part.enumValues = Infinity
    return
  }
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  // A name of its own each time: the type before it is in use until the column has changed, and tables keep theirs.
  const name = `event type ${++enumTypes}`
  await engine.execute([
    `CREATE TYPE ${quote(name)} AS ENUM (${sorted.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`,
    `${alter} ${quote(name)} USING event::VARCHAR::${quote(name)}`,
  ])
  part.enumType = name
  part.enumValues = values.length
}
