import type { Data } from 'apache-arrow'
import type { ColumnType } from '../../model/schema'
import { encodeUtf8, int64Data, doubleData, splitIntegers, timestampData, utf8Data } from '../../store/arrowFile'
import type { Cell } from '../contract'
import { readDouble, readInteger } from './numberText'

/** What a column of stored values is to be, as people say it. */
export type NewType = 'text' | 'number' | 'time'

/** How each value of a column becomes one of another type. */
export interface Conversion {
  readonly type: ColumnType
  /** Undefined for a value that is none of that type. */
  readonly convert: (cell: Cell) => string | number | undefined
  readonly encode: (values: readonly (string | number | null)[]) => Data
}

export const AS_TEXT: Conversion = { type: 'string', convert: String, encode: encodeTexts }
/** Whole numbers, exact as doubles. */
export const AS_INTEGER: Conversion = {
  type: 'integer',
  convert: (cell) => {
    const value = readInteger(typeof cell === 'string' ? cell.trim() : cell)
    return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
  },
  encode: (values) => int64Data(splitIntegers(numbersOf(values)), validityOf(values)),
}
export const AS_DOUBLE: Conversion = {
  type: 'double',
  convert: (cell) => {
    const value = readDouble(typeof cell === 'string' ? cell.trim() : cell)
    return Number.isNaN(value) ? undefined : value
  },
  encode: (values) => doubleData(numbersOf(values), validityOf(values)),
}

/** Times in µs, as `read` gives them (NaN for none). */
export function asTimes(read: (cell: Cell) => number): Conversion {
  return {
    type: 'timestamp',
    convert: (cell) => {
      const micros = read(cell)
      return Number.isNaN(micros) ? undefined : micros
    },
    encode: (values) => timestampData(numbersOf(values), validityOf(values)),
  }
}

function numbersOf(values: readonly (string | number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => Number(value ?? 0))
}

function validityOf(values: readonly (string | number | null)[]): Uint8Array | null {
  return values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 0 : 1)) : null
}

function encodeTexts(values: readonly (string | number | null)[]): Data {
  return utf8Data(encodeUtf8(values.map((value) => String(value ?? ''))), validityOf(values))
}
