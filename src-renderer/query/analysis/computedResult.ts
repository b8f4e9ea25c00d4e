import { elementAt } from '../../base/required'
import { DAY_MS } from '../../model/isoDate'
import { LatheError } from '../../model/error'
import {
  booleanData,
  dateData,
  doubleData,
  encodeArrowFile,
  int64Data,
  timestampData,
  utf8Data,
  type NamedData,
} from '../../store/arrowFile'
import { readArrowResult } from '../session/arrowResult'
import type { ResultTable, ResultType, ResultValue } from '../contract/result'

/** A column of a result that was made in TypeScript. Values are as ResultValue says; integers within ±2^63. */
export interface ComputedColumn {
  readonly name: string
  readonly type: 'integer' | 'double' | 'string' | 'boolean' | 'date' | 'timestamp'
}

function dataOf(type: ComputedColumn['type'], values: readonly ResultValue[]): NamedData['data'] {
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1))
  switch (type) {
    case 'integer': {
      const halves = new Int32Array(values.length * 2)
      new BigInt64Array(halves.buffer).set(values.map((value) => (value === null ? 0n : BigInt(value))))
      return int64Data(halves, valid)
    }
    case 'double':
      return doubleData(
        Float64Array.from(values, (value) => Number(value ?? 0)),
        valid,
      )
    case 'boolean':
      return booleanData(
        Uint8Array.from(values, (value) => (value === true ? 1 : 0)),
        valid,
      )
    case 'date':
      return dateData(
        Int32Array.from(values, (value) => (value === null ? 0 : Date.parse(`${String(value)}T00:00:00Z`) / DAY_MS)),
        valid,
      )
    case 'timestamp':
      return timestampData(
        Float64Array.from(values, (value) => Number(value ?? 0)),
        valid,
      )
    case 'string':
      return utf8Data(encodeTexts(values.map((value) => (value === null ? '' : String(value)))), valid)
  }
}

/** Longer than this, texts are not encoded in one go. */
const LONGEST_TEXT = 2 ** 28

/** Texts as UTF-8, one after the other: all at once where each letter is a byte. */
function encodeTexts(texts: readonly string[]): { readonly bytes: Uint8Array; readonly offsets: Int32Array } {
  const encoder = new TextEncoder()
  const offsets = new Int32Array(texts.length + 1)
  texts.forEach((text, row) => {
    offsets[row + 1] = elementAt(offsets, row) + text.length
  })
  const length = elementAt(offsets, texts.length)
  const joined = length > LONGEST_TEXT ? null : encoder.encode(texts.join(''))
  if (joined?.length === length) return { bytes: joined, offsets }
  const each = texts.map((text) => encoder.encode(text))
  each.forEach((text, row) => {
    offsets[row + 1] = elementAt(offsets, row) + text.length
  })
  const bytes = new Uint8Array(elementAt(offsets, texts.length))
  each.forEach((text, row) => {
    bytes.set(text, offsets[row])
  })
  return { bytes, offsets }
}

/** Rows as an Arrow IPC file. A RangeError for an integer column that holds a fraction. */
export function computedIpc(
  columns: readonly ComputedColumn[],
  rows: readonly Readonly<Record<string, ResultValue>>[],
): Uint8Array<ArrayBuffer> {
  const data = columns.map(({ name, type }) => ({
    name,
    data: dataOf(
      type,
      rows.map((row) => row[name] ?? null),
    ),
  }))
  return encodeArrowFile(data, rows.length).slice()
}

/**
 * Rows as a result, for an analysis's finish(): what a person sees, saves and pipes on is read from it as from the
 * engine's.
 */
export function computedResult(
  columns: readonly ComputedColumn[],
  rows: readonly Readonly<Record<string, ResultValue>>[],
): ResultTable {
  return computedFrom(computedIpc(columns, rows))
}

/** The result that an Arrow IPC file holds, which it is passed on as. */
export function computedFrom(ipc: Uint8Array<ArrayBuffer>): ResultTable {
  const table = readArrowResult(ipc)
  computed.set(table, ipc)
  return table
}

/** What computed results were made of, which is what they are passed on as. */
const computed = new WeakMap<ResultTable, Uint8Array<ArrayBuffer>>()

/** A result as an Arrow IPC file again. Throws `unsupported` for a type that computed results do not have. */
export function resultIpc(table: ResultTable): Uint8Array<ArrayBuffer> {
  const known = computed.get(table)
  if (known !== undefined) return known
  const columns = table.columns.map(({ name, type }): ComputedColumn => {
    if (
      type === 'integer' ||
      type === 'double' ||
      type === 'string' ||
      type === 'boolean' ||
      type === 'date' ||
      type === 'timestamp'
    )
      return { name, type }
    throw new LatheError('unsupported', `A computed result cannot hold ${type} values (column ${name}).`, {
      feature: `computed ${type}`,
    })
  })
  return computedIpc(columns, table.rows())
}

/** Types that a computed result lacks become the nearest that it has: decimals numbers, lists their text. */
export function computedType(type: ResultType): ComputedColumn['type'] {
  return type === 'decimal' ? 'double' : type === 'list' || type === 'json' ? 'string' : type
}
