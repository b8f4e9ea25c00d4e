import { DataType, TimeUnit } from 'apache-arrow'
import type { RecordBatch, Struct, Timestamp, Vector } from 'apache-arrow'
import type { Cell, Reject, RowBatch } from '../contract'
import { bytesCells, hexText, isBytes } from './binaryCells'
import type { TextColumns } from './binaryCells'
import { BAD_BYTE_DETAIL } from './textBlocks'

/**
 * Turns an Arrow record batch into cells: numbers as they are (64-bit ones as bigint where a number would not be exact),
 * decimals and times as text (times in ISO 8601 with microseconds; `Z` where the column has a zone), structs flattened
 * one level, lists and deeper structs as JSON text. `firstRow` is the number of the batch's first row, from 1; `texts` is
 * one map for all batches of a file, see {@link bytesCells}.
 */
export function arrowCells(batch: RecordBatch, firstRow: number, bytesRead: number, texts: TextColumns): RowBatch {
  const badRows = new Set<number>()
  const columnCells = (name: string, vector: Vector): Cell[] =>
    isBytes(vector.type as DataType) ? bytesCells(name, vector, texts, badRows) : plainCells(vector)
  const names: string[] = []
  const cells: Cell[][] = []
  batch.schema.fields.forEach((field, index) => {
    const vector = batch.getChildAt(index)!
    if (!DataType.isStruct(field.type)) {
      names.push(field.name)
      cells.push(columnCells(field.name, vector))
      return
    }
    const struct = vector as Vector<Struct>
    const missing = Array.from({ length: batch.numRows }, (_, row) => !struct.isValid(row))
    field.type.children.forEach((member: { name: string }, position: number) => {
      names.push(`${field.name}.${member.name}`)
      cells.push(columnCells(`${field.name}.${member.name}`, struct.getChildAt(position)!).map((cell, row) => (missing[row] ? null : cell)))
    })
  })
  const lines = Uint32Array.from({ length: batch.numRows }, (_, row) => firstRow + row)
  if (badRows.size === 0) return { count: batch.numRows, names, cells, lines, rejects: [], bytesRead }
  const isGood = (_: unknown, row: number): boolean => !badRows.has(row)
  const rejects = [...badRows].sort((a, b) => a - b).map((row): Reject => ({
    reason: 'bad-encoding', line: firstRow + row, column: 1, detail: BAD_BYTE_DETAIL,
    excerpt: cells.map((column) => String(column[row] ?? '')).join(', ').slice(0, 200),
  }))
  return { count: batch.numRows - badRows.size, names, cells: cells.map((column) => column.filter(isGood)), lines: lines.filter(isGood), rejects, bytesRead }
}

function plainCells(vector: Vector): Cell[] {
  const toCell = cellReader(vector.type as DataType)
  const cells = new Array<Cell>(vector.length)
  if (DataType.isTimestamp(vector.type)) return timestampCells(vector as Vector<Timestamp>, vector.type)
  for (let row = 0; row < cells.length; row++) {
    const value: unknown = vector.get(row)
    cells[row] = value === null || value === undefined ? null : toCell(value)
  }
  return cells
}

function cellReader(type: DataType): (value: unknown) => Cell {
  if (DataType.isDictionary(type)) return cellReader(type.dictionary as DataType)
  if (DataType.isDecimal(type)) return (value) => decimalText(value as Uint32Array, type.scale)
  if (DataType.isDate(type)) return (value) => new Date(Number(value)).toISOString().slice(0, 10)
  return plainCell
}

function plainCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string': case 'boolean': return value
    case 'number': return Number.isNaN(value) ? null : value
    case 'bigint': return Number.isSafeInteger(Number(value)) ? Number(value) : value
    default: return JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? hexText(inner) : typeof inner === 'bigint' ? (Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner)) : inner))
  }
}

/** How many units of a timestamp make a millisecond; seconds are scaled the other way. */
const UNITS_PER_MS: Readonly<Record<number, bigint>> = { [TimeUnit.MILLISECOND]: 1n, [TimeUnit.MICROSECOND]: 1000n, [TimeUnit.NANOSECOND]: 1_000_000n }

/** From the stored integers: the numbers that Arrow's own getter gives for them have lost digits. */
function timestampCells(vector: Vector<Timestamp>, type: Timestamp): Cell[] {
  const suffix = type.timezone ? 'Z' : ''
  const cells: Cell[] = []
  for (const data of vector.data) {
    for (let row = 0; row < data.length; row++) {
      cells.push(data.getValid(row) ? timestampText((data.values)[row]!, type.unit) + suffix : null)
    }
  }
  return cells
}

function timestampText(value: bigint, unit: TimeUnit): string {
  const perMs = UNITS_PER_MS[unit]
  if (perMs === undefined) return new Date(Number(value) * 1000).toISOString().slice(0, -1)
  const below = ((value % perMs) + perMs) % perMs
  const text = new Date(Number((value - below) / perMs)).toISOString().slice(0, -1)
  return perMs === 1n ? text : text + String(below).padStart(perMs === 1000n ? 3 : 6, '0')
}

function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i]! >>> 0)
  value = BigInt.asIntN(words.length * 32, value)
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits
  return value < 0n ? `-${text}` : text
}
