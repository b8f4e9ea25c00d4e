import { DataType, Precision, tableFromIPC, TimeUnit, type Data, type Table, type Vector } from 'apache-arrow'
import { LatheError } from '../../model/error'
import type { ResultType } from '../contract/result'
import { nestedText } from './nestedText'
import type { ResultTable, ResultValue } from '../contract/result'

type ReadValue = (index: number) => ResultValue

function resultType(type: DataType): ResultType {
  if (DataType.isInt(type)) return 'integer'
  if (DataType.isFloat(type)) return 'double'
  if (DataType.isDecimal(type)) return 'decimal'
  if (DataType.isBool(type)) return 'boolean'
  if (DataType.isDate(type)) return 'date'
  if (DataType.isTimestamp(type)) return 'timestamp'
  if (DataType.isList(type) || DataType.isStruct(type) || DataType.isMap(type)) return 'list'
  return 'string'
}

function safeNumber(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

const MICROS_PER_UNIT: Readonly<Record<TimeUnit, { times: number; by: number }>> = {
  [TimeUnit.SECOND]: { times: 1_000_000, by: 1 },
  [TimeUnit.MILLISECOND]: { times: 1000, by: 1 },
  [TimeUnit.MICROSECOND]: { times: 1, by: 1 },
  [TimeUnit.NANOSECOND]: { times: 1, by: 1000 },
}

/** 128-bit little-endian two's complement, unscaled, as a number: exact integers stay exact (bigint beyond 2^53). */
function readDecimal(words: Uint32Array, at: number, scale: number): ResultValue {
  let value = 0n
  for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[at * 4 + word]!)
  value = BigInt.asIntN(128, value)
  if (scale === 0) return safeNumber(value)
  const digits = value
    .toString()
    .replace('-', '')
    .padStart(scale + 1, '0')
  return Number(`${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`)
}

/** The number of fewest digits that is this 32-bit float: 0.1 and not 0.10000000149011612. */
function shortestFloat(value: number): number {
  if (!Number.isFinite(value)) return value
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}

/** Reads from Arrow's buffers rather than through its getters where those lose precision (timestamps, decimals). */
function readerOf(data: Data): ReadValue {
  const type = data.type
  const { offset } = data
  const present = (index: number): boolean =>
    data.nullCount === 0 ||
    data.nullBitmap === undefined ||
    data.nullBitmap.byteLength === 0 ||
    ((data.nullBitmap[(offset + index) >> 3]! >> ((offset + index) & 7)) & 1) === 1
  const guard =
    (read: ReadValue): ReadValue =>
    (index) =>
      present(index) ? read(index) : null
  if (DataType.isInt(type)) {
    const values = data.values as Int32Array | BigInt64Array
    return guard((index) => {
      const value = values[index]!
      return typeof value === 'bigint' ? safeNumber(value) : value
    })
  }
  if (DataType.isFloat(type) && type.precision === Precision.SINGLE)
    return guard((index) => shortestFloat((data.values as Float32Array)[index]!))
  if (DataType.isFloat(type)) return guard((index) => (data.values as Float64Array)[index]!)
  if (DataType.isDecimal(type)) return guard((index) => readDecimal(data.values as Uint32Array, index, type.scale))
  if (DataType.isTimestamp(type)) {
    const { times, by } = MICROS_PER_UNIT[type.unit]
    return guard((index) => Number(((data.values as BigInt64Array)[index]! * BigInt(times)) / BigInt(by)))
  }
  return () => null
}

class ArrowResult implements ResultTable {
  readonly rowCount: number
  readonly columns: readonly { readonly name: string; readonly type: ResultType }[]
  readonly #vectors: readonly Vector[]
  readonly #readers = new Map<number, ReadValue>()
  readonly #positions = new Map<string, number>()

  constructor(table: Table, rowLimit: number) {
    this.rowCount = Math.min(table.numRows, rowLimit)
    this.columns = table.schema.fields.map((field) => ({ name: field.name, type: resultType(field.type as DataType) }))
    this.#vectors = table.schema.fields.map((_field, index) => table.getChildAt(index)!)
    this.columns.forEach((column, index) => {
      if (!this.#positions.has(column.name)) this.#positions.set(column.name, index)
    })
  }

  value(row: number, column: string | number): ResultValue {
    const position = typeof column === 'number' ? column : this.#positions.get(column)
    if (position === undefined || this.#vectors[position] === undefined) {
      throw new LatheError('not-found', `The result has no column "${column}".`, {
        what: 'column',
        name: String(column),
      })
    }
    return this.#reader(position)(row)
  }

  row(row: number): Readonly<Record<string, ResultValue>> {
    return Object.fromEntries(this.columns.map((column, index) => [column.name, this.#reader(index)(row)]))
  }

  rows(): readonly Readonly<Record<string, ResultValue>>[] {
    return Array.from({ length: this.rowCount }, (_, row) => this.row(row))
  }

  column(name: string): readonly ResultValue[] {
    const position = this.#positions.get(name)
    if (position === undefined)
      throw new LatheError('not-found', `The result has no column "${name}".`, { what: 'column', name })
    const read = this.#reader(position)
    return Array.from({ length: this.rowCount }, (_, row) => read(row))
  }

  #reader(position: number): ReadValue {
    const known = this.#readers.get(position)
    if (known !== undefined) return known
    const read = this.#makeReader(this.#vectors[position]!)
    this.#readers.set(position, read)
    return read
  }

  #makeReader(vector: Vector): ReadValue {
    const type = vector.type as DataType
    if (DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type) || DataType.isTimestamp(type)) {
      return this.#chunked(vector, vector.data.map(readerOf))
    }
    if (DataType.isDate(type)) {
      return (index) => {
        const value = vector.get(index) as number | Date | null
        if (value === null) return null
        const date = new Date(value)
        return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 200_000
          ? Number(value) > 0
            ? 'infinity'
            : '-infinity'
          : date.toISOString().slice(0, 10)
      }
    }
    return (index) => {
      const value = vector.get(index) as unknown
      if (value === null || value === undefined) return null
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
      if (typeof value === 'bigint') return safeNumber(value)
      if (value instanceof Uint8Array) return [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      return nestedText(value, type)
    }
  }

  /** Streams come in batches of 2,048 rows: find the batch of a row by its start. */
  #chunked(vector: Vector, readers: readonly ReadValue[]): ReadValue {
    if (readers.length === 1) return readers[0]!
    const starts: number[] = []
    let start = 0
    for (const data of vector.data) {
      starts.push(start)
      start += data.length
    }
    let last = 0
    return (index) => {
      if (!(index >= starts[last]! && index < (starts[last + 1] ?? Infinity))) {
        let low = 0
        let high = starts.length - 1
        while (low < high) {
          const middle = (low + high + 1) >> 1
          if (starts[middle]! <= index) low = middle
          else high = middle - 1
        }
        last = low
      }
      return readers[last]!(index - starts[last]!)
    }
  }
}

/** A ResultTable over an Arrow IPC stream or file; rows beyond `rowLimit` are not shown. */
export function readArrowResult(ipc: Uint8Array, rowLimit = Infinity): ResultTable {
  return new ArrowResult(tableFromIPC(ipc), rowLimit)
}
