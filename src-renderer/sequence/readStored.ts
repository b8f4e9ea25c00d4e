import { DataType, type Data, type Table } from 'apache-arrow'
import { readInt32, readMicros } from '../store/arrowFile'
import type { ScannedKind, ScannedValues } from './scannedRows'

/** A column's texts, numbered over all files in the order in which they come; 0 is none. */
export class StoredTexts {
  readonly texts: (string | null)[] = [null]
  readonly #codes = new Map<string, number>()

  codeOf(text: string): number {
    let code = this.#codes.get(text)
    if (code === undefined) {
      this.#codes.set(text, (code = this.texts.length))
      this.texts.push(text)
    }
    return code
  }
}

function edged(values: Float64Array | Int32Array): ScannedValues {
  let [least, most, isWhole] = [Infinity, -Infinity, true]
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!
    if (value < least) least = value
    if (value > most) most = value
    if (value !== Math.floor(value) && !Number.isNaN(value)) isWhole = false
  }
  return { values, least, most, isWhole }
}

const plain = (values: Int32Array): ScannedValues => ({ values, least: 0, most: 0, isWhole: true })

/** The upper half of 2^53. */
const HIGHEST = 1 << 21

function numbers(data: Data): Float64Array | null {
  const { values } = data as { readonly values: ArrayLike<number> | BigInt64Array }
  const result = new Float64Array(data.length)
  if (values instanceof BigInt64Array) {
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
    for (let row = 0; row < data.length; row += 1) {
      const high = halves[2 * row + 1]!
      // A double does not hold it exactly.
      if (high >= HIGHEST || high < -HIGHEST) return null
      result[row] = high * 4_294_967_296 + (halves[2 * row]! >>> 0)
    }
  } else if (values instanceof Float64Array || values instanceof Int32Array) result.set(values.subarray(0, data.length))
  else return null
  if (data.nullCount > 0) for (let row = 0; row < data.length; row += 1) if (!data.getValid(row)) result[row] = NaN
  return result
}

function codes(data: Data, texts: StoredTexts): Int32Array | null {
  const { dictionary } = data
  if (!DataType.isDictionary(data.type) || dictionary == null || !DataType.isUtf8(dictionary.type)) return null
  const own = Int32Array.from({ length: dictionary.length }, (_, code) => texts.codeOf(String(dictionary.get(code))))
  const values = data.values as Int16Array | Int32Array
  const result = new Int32Array(data.length)
  for (let row = 0; row < data.length; row += 1) result[row] = own[values[row]!]!
  if (data.nullCount > 0) for (let row = 0; row < data.length; row += 1) if (!data.getValid(row)) result[row] = 0
  return result
}

/**
 * A column of a file of one batch of rows; of one that it lacks, no value in any row. Null where it is stored as something
 * else than its kind says, lacks a time, or holds a number that a double does not.
 */
export function readStored(file: Table, column: string, kind: ScannedKind, texts: StoredTexts): ScannedValues | null {
  const rows = file.numRows
  const vector = file.getChild(column)
  const data = vector?.data[0] as Data | undefined
  if (vector == null || data === undefined) {
    if (kind === 'time') return rows === 0 ? edged(new Float64Array()) : null
    if (kind === 'number') return edged(new Float64Array(rows).fill(NaN))
    return kind === 'key' ? edged(new Int32Array(rows).fill(-1)) : plain(new Int32Array(rows))
  }
  if (vector.data.length !== 1 || data.offset !== 0) return null
  if (kind === 'time') return DataType.isTimestamp(data.type) && data.nullCount === 0 ? edged(readMicros(vector)) : null
  if (kind === 'key') return DataType.isInt(data.type) && data.type.bitWidth === 32 ? edged(readInt32(vector)) : null
  if (kind === 'number') {
    const values = numbers(data)
    return values && edged(values)
  }
  const values = codes(data, texts)
  return values && plain(values)
}
