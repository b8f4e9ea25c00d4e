import { elementAt, required } from '../../base/required'
import { DataType, TimeUnit } from 'apache-arrow'
import type { RecordBatch, Schema, Struct, Timestamp, Vector } from 'apache-arrow'
import type { Cell, Reject, RowBatch } from '../contract'
import { bytesCells, hexText, isBytes } from './binaryCells'
import type { TextColumns } from './binaryCells'
import { ColumnChoice, restName, restText } from '../columns/columnLimit'
import { isPairs, PairColumns } from './pairColumns'
import { BAD_BYTE_DETAIL } from './textBlocks'

/** What is the same for all batches of a file. */
export interface ArrowReading {
  /** See {@link bytesCells}. */
  readonly texts: TextColumns
  readonly pairs: PairColumns
  /** Columns that have a place of their own however many come before them. */
  readonly keep?: ReadonlySet<string>
}

/** For the batches of one file. */
export function arrowReading(keep: ReadonlySet<string> | undefined): ArrowReading {
  return { texts: new Map(), pairs: new PairColumns(), ...(keep === undefined ? {} : { keep }) }
}

/** A column of cells that is read when it is asked for. */
interface LazyColumn {
  readonly name: string
  read(): Cell[]
}

/**
 * Turns an Arrow record batch into cells: numbers as they are (64-bit ones as bigint where a number would not be
 * exact), decimals and times as text (times in ISO 8601 with microseconds; `Z` where the column has a zone; times of day
 * as `10:00:00.5`), structs flattened to `struct.member.member`, lists of keys
 * with values to `list.key` (behind all others, see PairColumns), other lists and maps as JSON text. `firstRow` is the number of the batch's first row, from
 * 1. Columns beyond the limit become one, of JSON objects.
 */
export function arrowCells(
  batch: RecordBatch,
  firstRow: number,
  bytesRead: number,
  { texts, pairs, keep }: ArrowReading,
): RowBatch {
  const badRows = new Set<number>()
  pairs.begin(batch.numRows)
  const plain = columnsOf(batch, texts, pairs, badRows)
  const columns = [...plain, ...pairs.columns()]
  const all = columns.map((column) => column.name)
  const { own, rest: further } = new ColumnChoice(keep).split(all)
  const names = own.map((index) => elementAt(all, index))
  const cells = own.map((index) => elementAt(columns, index).read())
  const rest = further.length === 0 ? null : restName([...names, ...(keep ?? [])])
  if (rest !== null) {
    const keys = distinctKeys(further.map((index) => elementAt(all, index)))
    const others = further.map((index) => elementAt(columns, index).read())
    names.push(rest)
    cells.push(Array.from({ length: batch.numRows }, (_, row) => restText(keys, (index) => others[index]![row])))
  }
  const lines = Uint32Array.from({ length: batch.numRows }, (_, row) => firstRow + row)
  const found = { names, bytesRead, ...(rest === null ? {} : { rest }) }
  if (badRows.size === 0) return { ...found, count: batch.numRows, cells, lines, rejects: [] }
  const isGood = (_: unknown, row: number): boolean => !badRows.has(row)
  const rejects = [...badRows]
    .sort((a, b) => a - b)
    .map((row): Reject => ({
      reason: 'bad-encoding',
      line: firstRow + row,
      column: 1,
      detail: BAD_BYTE_DETAIL,
      excerpt: cells
        .map((column) => String(column[row] ?? ''))
        .join(', ')
        .slice(0, 200),
    }))
  return {
    ...found,
    count: batch.numRows - badRows.size,
    cells: cells.map((column) => column.filter(isGood)),
    lines: lines.filter(isGood),
    rejects,
  }
}

/** How many columns a schema has once its structs are flattened. */
export function flatWidth(schema: Schema): number {
  const widthOf = (type: DataType): number =>
    DataType.isStruct(type)
      ? type.children.reduce((sum: number, member: { type: DataType }) => sum + widthOf(member.type), 0)
      : 1
  return schema.fields.reduce((sum, { type }) => sum + widthOf(type as DataType), 0)
}

function columnsOf(
  batch: RecordBatch,
  texts: TextColumns,
  pairs: PairColumns,
  badRows: Set<number>,
): readonly LazyColumn[] {
  const flat = (name: string, vector: Vector, isThere: (row: number) => boolean): readonly LazyColumn[] => {
    if (isPairs(vector.type as DataType)) {
      pairs.add(
        name,
        plainCells(vector).map((cell, row) => (isThere(row) ? cell : null)),
      )
      return []
    }
    if (!DataType.isStruct(vector.type as DataType)) {
      const read = (): Cell[] =>
        isBytes(vector.type as DataType) ? bytesCells(name, vector, texts, badRows) : plainCells(vector)
      return [{ name, read: () => read().map((cell, row) => (isThere(row) ? cell : null)) }]
    }
    const struct = vector as Vector<Struct>
    return struct.type.children.flatMap((member: { name: string }, position: number) =>
      flat(
        `${name}.${member.name}`,
        required(struct.getChildAt(position)),
        (row) => isThere(row) && struct.isValid(row),
      ),
    )
  }
  return batch.schema.fields.flatMap((field, index) => flat(field.name, required(batch.getChildAt(index)), () => true))
}

/** Names as JSON keys, those that come again with a number behind them. */
function distinctKeys(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  const numbers = new Map<string, number>()
  return names.map((wanted) => {
    let name = wanted
    let number = numbers.get(wanted) ?? 2
    for (; taken.has(name); number++) name = `${wanted}_${number}`
    numbers.set(wanted, number)
    taken.add(name)
    return JSON.stringify(name)
  })
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
  if (DataType.isTime(type)) return (value) => clockText(BigInt(value as number | bigint), type.unit)
  if (DataType.isDate(type)) return (value) => new Date(Number(value)).toISOString().slice(0, 10)
  return plainCell
}

function plainCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isNaN(value) ? null : value
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value
    default:
      return JSON.stringify(value, (_key, inner: unknown) =>
        inner instanceof Uint8Array
          ? hexText(inner)
          : typeof inner === 'bigint'
            ? Number.isSafeInteger(Number(inner))
              ? Number(inner)
              : String(inner)
            : inner,
      )
  }
}

/** How many units of a timestamp make a millisecond; seconds are scaled the other way. */
const UNITS_PER_MS: Readonly<Record<number, bigint>> = {
  [TimeUnit.MILLISECOND]: 1n,
  [TimeUnit.MICROSECOND]: 1000n,
  [TimeUnit.NANOSECOND]: 1_000_000n,
}

/** From the stored integers: the numbers that Arrow's own getter gives for them have lost digits. */
function timestampCells(vector: Vector<Timestamp>, type: Timestamp): Cell[] {
  const suffix = type.timezone ? 'Z' : ''
  const cells: Cell[] = []
  for (const data of vector.data) {
    for (let row = 0; row < data.length; row++) {
      cells.push(data.getValid(row) ? timestampText(data.values[row]!, type.unit) + suffix : null)
    }
  }
  return cells
}

function timestampText(value: bigint, unit: TimeUnit): string {
  const perMs = UNITS_PER_MS[unit]
  if (perMs === undefined) return new Date(Number(value) * 1000).toISOString().slice(0, -1)
  const whole = Number(value)
  // Whole numbers up to 2^53 are as exact as doubles, and much faster.
  if (perMs === 1000n && Number.isSafeInteger(whole)) {
    const ms = Math.floor(whole / 1000)
    return new Date(ms).toISOString().slice(0, -1) + String(whole - ms * 1000).padStart(3, '0')
  }
  const below = ((value % perMs) + perMs) % perMs
  const text = new Date(Number((value - below) / perMs)).toISOString().slice(0, -1)
  return perMs === 1n ? text : text + String(below).padStart(perMs === 1000n ? 3 : 6, '0')
}

/** A time of day, since midnight; a fraction of a second without the zeros at its end. */
function clockText(value: bigint, unit: TimeUnit): string {
  const perSecond = unit === TimeUnit.SECOND ? 1n : 1000n * required(UNITS_PER_MS[unit])
  const seconds = Number(value / perSecond)
  const digits = String(perSecond).length - 1
  const below = String(value % perSecond)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':')
  return below === '' ? clock : `${clock}.${below}`
}

function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i]! >>> 0)
  value = BigInt.asIntN(words.length * 32, value)
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits
  return value < 0n ? `-${text}` : text
}
