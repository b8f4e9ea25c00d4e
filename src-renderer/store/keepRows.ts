import { required } from '../base/required'
import { DataType, type Data, type Dictionary, type Table, type Vector } from 'apache-arrow'
import {
  booleanData,
  dateData,
  dictionaryData,
  doubleData,
  encodeArrowFile,
  encodeUtf8,
  int32Data,
  int64Data,
  timestampData,
  utf8Data,
  readInt32,
  readMicros,
  type NamedData,
} from './arrowFile'

/** A byte a kept row, 0 for null; null when there are no nulls. */
function validOf(vector: Vector, kept: Int32Array): Uint8Array | null {
  return vector.nullCount === 0 ? null : Uint8Array.from(kept, (row) => (vector.isValid(row) ? 1 : 0))
}

function texts(vector: Vector, kept: Int32Array): string[] {
  return Array.from(kept, (row) => (vector.get(row) as string | null) ?? '')
}

function halvesOf(vector: Vector, kept: Int32Array): Int32Array {
  const all = new Int32Array(vector.length * 2)
  let at = 0
  for (const data of vector.data) {
    const values = data.values as BigInt64Array
    all.set(new Int32Array(values.buffer, values.byteOffset, data.length * 2), at)
    at += data.length * 2
  }
  const halves = new Int32Array(kept.length * 2)
  kept.forEach((row, index) => {
    halves[2 * index] = all[2 * row]!
    halves[2 * index + 1] = all[2 * row + 1]!
  })
  return halves
}

/**
 * The dictionary shrinks to the values that kept rows have, in their old order: a value that nobody has any more is
 * gone.
 */
function dictionaryOf(vector: Vector<Dictionary>, kept: Int32Array, id: number): Data {
  const values = texts(vector, kept)
  const valid = validOf(vector, kept)
  const used = new Set(values.filter((_value, index) => valid?.[index] !== 0))
  const places = new Map<string, number>()
  for (const data of vector.data)
    for (const value of data.dictionary ?? [])
      if (used.has(value as string) && !places.has(value as string)) places.set(value as string, places.size)
  return dictionaryData(
    Int32Array.from(values, (value) => places.get(value) ?? 0),
    encodeUtf8([...places.keys()]),
    id,
    valid,
  )
}

function columnOf(vector: Vector, kept: Int32Array, id: number): Data {
  const type = vector.type as DataType
  const valid = validOf(vector, kept)
  if (DataType.isDictionary(type)) return dictionaryOf(vector as Vector<Dictionary>, kept, id)
  if (DataType.isUtf8(type)) return utf8Data(encodeUtf8(texts(vector, kept)), valid)
  if (DataType.isBool(type))
    return booleanData(
      Uint8Array.from(kept, (row) => (vector.get(row) === true ? 1 : 0)),
      valid,
    )
  if (DataType.isFloat(type))
    return doubleData(
      Float64Array.from(kept, (row) => (vector.get(row) as number | null) ?? 0),
      valid,
    )
  if (DataType.isTimestamp(type)) {
    const micros = readMicros(vector)
    return timestampData(
      Float64Array.from(kept, (row) => micros[row]!),
      valid,
    )
  }
  if (DataType.isInt(type) && type.bitWidth === 64) return int64Data(halvesOf(vector, kept), valid)
  const integers = readInt32(vector, 0)
  const picked = Int32Array.from(kept, (row) => integers[row]!)
  return DataType.isDate(type) ? dateData(picked, valid) : int32Data(picked, valid)
}

/**
 * Some rows of a stored file, in the order given, as a file of the same columns. `rename` gives rows with one user key
 * another. Nothing of the other rows is left in it.
 */
export function keepRows(
  table: Table,
  kept: Int32Array,
  rename: { readonly from: number; readonly to: number } | null,
): Uint8Array {
  const columns = table.schema.fields.map((field, index): NamedData => {
    const vector = required(table.getChildAt(index))
    if (field.name !== 'user_key' || rename === null) return { name: field.name, data: columnOf(vector, kept, index) }
    const keys = readInt32(vector)
    return {
      name: field.name,
      data: int32Data(
        Int32Array.from(kept, (row) => (keys[row] === rename.from ? rename.to : keys[row]!)),
        validOf(vector, kept),
      ),
    }
  })
  return encodeArrowFile(columns, kept.length)
}
