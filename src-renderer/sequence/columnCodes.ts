import {
  DataType,
  DateUnit,
  makeData,
  Precision,
  TimestampMicrosecond,
  TimeUnit,
  type Data,
  type Vector,
} from 'apache-arrow'
import type { ColumnSchema, ColumnType } from '../model/schema'
import { booleanData, dateData, doubleData, int32Data, int64Data, utf8Data } from '../store/arrowFile'
import { TextTable } from '../store/textTable'
import { PairTable } from './pairTable'

/** Whether a file holds a column as its type says: an older one may not. */
export function isOfType(type: DataType, asked: ColumnType): boolean {
  if (asked === 'string' || asked === 'json')
    return DataType.isUtf8(type) || (DataType.isDictionary(type) && DataType.isUtf8(type.dictionary))
  if (asked === 'boolean') return DataType.isBool(type)
  if (asked === 'double') return DataType.isFloat(type) && type.precision === Precision.DOUBLE
  if (asked === 'date') return DataType.isDate(type) && type.unit === DateUnit.DAY
  if (asked === 'timestamp') return DataType.isTimestamp(type) && type.unit === TimeUnit.MICROSECOND
  return DataType.isInt(type) && type.isSigned && (type.bitWidth === 64 || type.bitWidth === 32)
}

function isNull(data: Data, row: number): boolean {
  if (data.nullCount === 0 || data.nullBitmap === undefined || data.nullBitmap.byteLength === 0) return false
  const at = data.offset + row
  return ((data.nullBitmap[at >> 3]! >> (at & 7)) & 1) === 0
}

/**
 * The different values of a stored column over all its files, each with a code from 0 in the order in which they came;
 * NULL is -1.
 */
export class ColumnCodes {
  readonly column: ColumnSchema
  readonly #texts = new TextTable()
  /** Values of fixed width by their low and high 32 bits. */
  readonly #pairs = new PairTable()

  readonly #room: number
  #coded = 0

  /** `room`: how many rows there may be. */
  constructor(column: ColumnSchema, room: number) {
    this.column = column
    this.#room = room
  }

  get count(): number {
    return this.#isText ? this.#texts.count : this.#pairs.count
  }

  /** The codes of some rows of a file; null where the file holds the column in another form. */
  codesOf(data: Data | undefined, rows: Int32Array): Int32Array | null {
    const codes = new Int32Array(rows.length)
    if (data === undefined) return codes.fill(-1)
    if (!isOfType(data.type, this.column.type)) return null
    if (DataType.isDictionary(data.type)) this.#codeDictionary(data, rows, codes)
    else if (this.#isText) this.#codeTexts(data, rows, codes)
    else this.#codeNumbers(data, rows, codes)
    return codes
  }

  /** The texts by their codes, of a column of texts. */
  texts(): readonly string[] {
    return Array.from({ length: this.#texts.count }, (_, code) => this.#texts.textOf(code))
  }

  /** The values of some codes, as a column. */
  values(codes: Int32Array): Data {
    const valid = codes.includes(-1) ? Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) : null
    if (this.#isText) return utf8Data(this.#textsOf(codes), valid)
    const halves = new Int32Array(2 * codes.length)
    codes.forEach((code, at) => {
      if (code < 0) return
      halves[2 * at] = this.#pairs.pairs[2 * code]!
      halves[2 * at + 1] = this.#pairs.pairs[2 * code + 1]!
    })
    const { type, name, role } = this.column
    if (type === 'double') return doubleData(new Float64Array(halves.buffer), valid)
    const low = (): Int32Array => Int32Array.from(codes, (_, at) => halves[2 * at]!)
    if (type === 'boolean') return booleanData(Uint8Array.from(low()), valid)
    if (type === 'date') return dateData(low(), valid)
    if (name === 'user_key' && role === 'user') return int32Data(low(), valid)
    const wide = int64Data(halves, valid)
    if (type !== 'timestamp') return wide
    const { length, nullCount, nullBitmap } = wide
    const data = new BigInt64Array(halves.buffer)
    return makeData({ type: new TimestampMicrosecond(), length, data, nullCount, nullBitmap })
  }

  get #isText(): boolean {
    return this.column.type === 'string' || this.column.type === 'json'
  }

  #textsOf(codes: Int32Array): { bytes: Uint8Array; offsets: Int32Array } {
    const { bytes, offsets } = this.#texts.values()
    const ends = new Int32Array(codes.length + 1)
    codes.forEach((code, at) => {
      ends[at + 1] = ends[at]! + (code < 0 ? 0 : offsets[code + 1]! - offsets[code]!)
    })
    const taken = new Uint8Array(ends[codes.length]!)
    codes.forEach((code, at) => {
      if (code >= 0) taken.set(bytes.subarray(offsets[code], offsets[code + 1]), ends[at])
    })
    return { bytes: taken, offsets: ends }
  }

  #codeDictionary(data: Data, rows: Int32Array, codes: Int32Array): void {
    const vector = data.dictionary as Vector
    const own = vector.data[0] as Data
    const known = new Int32Array(vector.length).fill(-1)
    const values = data.values as Int32Array
    const offsets = own.valueOffsets as Int32Array
    const hasNulls = data.nullCount > 0
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!
      if (hasNulls && isNull(data, row)) {
        codes[at] = -1
        continue
      }
      const value = values[row]!
      if (known[value]! < 0)
        known[value] = this.#texts.codeOf(own.values as Uint8Array, offsets[value]!, offsets[value + 1]!)
      codes[at] = known[value]!
    }
  }

  #codeTexts(data: Data, rows: Int32Array, codes: Int32Array): void {
    const bytes = data.values as Uint8Array
    const offsets = data.valueOffsets as Int32Array
    const hasNulls = data.nullCount > 0
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!
      codes[at] = hasNulls && isNull(data, row) ? -1 : this.#texts.codeOf(bytes, offsets[row]!, offsets[row + 1]!)
    }
    // As many of the rows that are still to come will be new as were of those so far.
    if (this.#coded === 0) this.#texts.reserve(Math.ceil((this.#texts.count * this.#room) / Math.max(1, rows.length)))
    this.#coded += rows.length
  }

  #codeNumbers(data: Data, rows: Int32Array, codes: Int32Array): void {
    const isBit = DataType.isBool(data.type)
    const values = data.values as Int32Array
    const isWide = values.BYTES_PER_ELEMENT === 8
    const words = isWide ? new Int32Array(values.buffer, values.byteOffset, values.length * 2) : values
    const hasNulls = data.nullCount > 0
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!
      if (hasNulls && isNull(data, row)) codes[at] = -1
      else if (isBit) {
        const bit = data.offset + row
        codes[at] = this.#pairs.codeOf((values[bit >> 3]! >> (bit & 7)) & 1, 0)
      } else if (isWide) codes[at] = this.#pairs.codeOf(words[2 * row]!, words[2 * row + 1]!)
      else codes[at] = this.#pairs.codeOf(words[row]!, words[row]! >> 31)
    }
  }
}
