import { elementAt, required } from '../base/required'
import { DataType, type Table, type Vector } from 'apache-arrow'
import { SOURCE_COLUMN, unpackSource, type ColumnSchema, type ColumnType } from '../model/schema'
import { dayToIso } from '../model/zone'
import { readInt32, readMicros } from '../store/arrowFile'
import type { TableEntry } from '../store/manifest'
import type { Cell, CellColumn, RowBatch } from './contract'

/**
 * The stored columns of a log by the columns of the file that they came from, but for what Lathe adds. Where a value or
 * flag keeps its text in a column of its own besides, that is it.
 */
export function sourceColumnsOf(table: TableEntry): ReadonlyMap<string, ColumnSchema> {
  const found = new Map<string, ColumnSchema>()
  for (const column of table.columns) {
    const { name, source, role } = column
    if (name === SOURCE_COLUMN || (role !== undefined && table.mapping[role] === undefined)) continue
    if (!found.has(source) || role === undefined)
      found.set(source, role === 'user' ? { ...column, type: 'string' } : column)
  }
  return found
}

/** The names that people gave to a table's own columns, by the names that these have in the files. */
export function givenNames({ columns }: TableEntry): ReadonlyMap<string, string> {
  return new Map(
    columns.flatMap(({ name, source, role }) => (role === undefined && name !== source ? [[source, name]] : [])),
  )
}

/**
 * The rows of a stored part as a reader would give them, those of each file apart: under the file's column names, with
 * its lines. Users are ids again, times ISO 8601 UTC, but for the event's own time, which is µs.
 */
export function* storedBatches(
  part: Table,
  table: TableEntry,
  userOf: (key: number) => string | null,
): Generator<{ readonly fileIndex: number; readonly batch: RowBatch }> {
  const columns = [...sourceColumnsOf(table)]
  const cells = columns.map(([, column]) => cellsOf(part, column, userOf))
  const names = columns.map(([source]) => source)
  const sources = readMicros(required(part.getChild(SOURCE_COLUMN)))
  const byFile = new Map<number, { rows: number[]; lines: number[] }>()
  sources.forEach((packed, row) => {
    const { fileIndex, line } = unpackSource(packed)
    const own = byFile.get(fileIndex) ?? { rows: [], lines: [] }
    own.rows.push(row)
    own.lines.push(line)
    byFile.set(fileIndex, own)
  })
  for (const [fileIndex, { rows, lines }] of byFile) {
    const picked = cells.map((all): CellColumn => ({ length: rows.length, at: (row) => all(elementAt(rows, row)) }))
    yield { fileIndex, batch: { count: rows.length, names, cells: picked, lines, rejects: [], bytesRead: 0 } }
  }
}

/** The cells of a stored part's column by row. `userOf` is asked for users alone. */
export function cellsOf(
  part: Table,
  column: ColumnSchema,
  userOf: (key: number) => string | null,
): (row: number) => Cell {
  const vector = part.getChild(column.name)
  // A column that came with a later import is empty in the parts before it.
  if (vector === null) return () => null
  if (column.role === 'user') {
    const keys = readInt32(vector)
    return (row) => userOf(elementAt(keys, row))
  }
  if (column.role === 'time') {
    const micros = readMicros(vector)
    return (row) => elementAt(micros, row)
  }
  return readerOf(vector, column.type)
}

function readerOf(vector: Vector, type: ColumnType): (row: number) => Cell {
  // A part from before a column was widened has the type of then.
  if (DataType.isTimestamp(vector.type)) {
    const micros = readMicros(vector)
    return (row) => (vector.isValid(row) ? isoOf(elementAt(micros, row)) : null)
  }
  if (DataType.isDate(vector.type)) {
    const days = readInt32(vector)
    return (row) => (vector.isValid(row) ? dayToIso(elementAt(days, row)) : null)
  }
  return (row) => {
    const value: unknown = vector.get(row)
    if (value === null || value === undefined) return null
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
    throw new TypeError(`A stored ${type} is no cell: ${typeof value}.`)
  }
}

function isoOf(micros: number): string {
  const ms = Math.floor(micros / 1000)
  return new Date(ms).toISOString().replace('Z', `${String(micros - ms * 1000).padStart(3, '0')}Z`)
}
