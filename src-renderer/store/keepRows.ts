import { required } from '../base/required'
import { DataType, type Data, type Dictionary, type Field, type Table, type Vector } from 'apache-arrow'
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

/** What a cell of a row becomes, by its text: the same, another, or null for none. */
export type CellChange = (text: string, row: number) => string | null

/** The cells of a column that change, by their place among the kept rows. */
type NewCells = ReadonlyMap<number, string | null>
const NONE: NewCells = new Map()

function newCells(vector: Vector, kept: Int32Array, change: CellChange | null): NewCells {
  if (change === null) return NONE
  const changed = new Map<number, string | null>()
  kept.forEach((row, index) => {
    const value = vector.get(row) as string | number | bigint | boolean | null
    if (value === null) return
    const text = String(value)
    const next = change(text, row)
    if (next !== text) changed.set(index, next)
  })
  return changed
}

/** A byte a kept row, 0 for null; null when there are no nulls. */
function validOf(vector: Vector, kept: Int32Array, cells: NewCells): Uint8Array | null {
  const isEmptied = [...cells.values()].includes(null)
  if (vector.nullCount === 0 && !isEmptied) return null
  const valid = Uint8Array.from(kept, (row) => (vector.isValid(row) ? 1 : 0))
  for (const [index, text] of cells) if (text === null) valid[index] = 0
  return valid
}

function texts(vector: Vector, kept: Int32Array, cells: NewCells): string[] {
  const list = Array.from(kept, (row) => (vector.get(row) as string | null) ?? '')
  for (const [index, text] of cells) list[index] = text ?? ''
  return list
}

function halvesOf(vector: Vector, kept: Int32Array, cells: NewCells): Int32Array {
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
  const wide = new BigInt64Array(halves.buffer)
  for (const [index, text] of cells) wide[index] = BigInt(text ?? 0)
  return halves
}

/**
 * The dictionary shrinks to the values that kept rows have, in their old order: a value that nobody has any more is
 * gone.
 */
function dictionaryOf(vector: Vector<Dictionary>, kept: Int32Array, id: number, cells: NewCells): Data {
  const values = texts(vector, kept, cells)
  const valid = validOf(vector, kept, cells)
  const used = new Set(values.filter((_value, index) => valid?.[index] !== 0))
  const places = new Map<string, number>()
  for (const data of vector.data)
    for (const value of data.dictionary ?? [])
      if (used.has(value as string) && !places.has(value as string)) places.set(value as string, places.size)
  for (const value of used) if (!places.has(value)) places.set(value, places.size)
  return dictionaryData(
    Int32Array.from(values, (value) => places.get(value) ?? 0),
    encodeUtf8([...places.keys()]),
    id,
    valid,
  )
}

function columnOf(vector: Vector, kept: Int32Array, id: number, change: CellChange | null): Data {
  const type = vector.type as DataType
  const cells = newCells(vector, kept, change)
  const valid = validOf(vector, kept, cells)
  const numbers = <Numbers extends Float64Array | Int32Array>(list: Numbers): Numbers => {
    for (const [index, text] of cells) list[index] = Number(text ?? 0)
    return list
  }
  if (DataType.isDictionary(type)) return dictionaryOf(vector as Vector<Dictionary>, kept, id, cells)
  if (DataType.isUtf8(type)) return utf8Data(encodeUtf8(texts(vector, kept, cells)), valid)
  if (DataType.isBool(type))
    return booleanData(
      Uint8Array.from(kept, (row, index) => (!cells.has(index) && vector.get(row) === true ? 1 : 0)),
      valid,
    )
  if (DataType.isFloat(type))
    return doubleData(numbers(Float64Array.from(kept, (row) => (vector.get(row) as number | null) ?? 0)), valid)
  if (DataType.isTimestamp(type)) {
    const micros = readMicros(vector)
    return timestampData(numbers(Float64Array.from(kept, (row) => micros[row]!)), valid)
  }
  if (DataType.isInt(type) && type.bitWidth === 64) return int64Data(halvesOf(vector, kept, cells), valid)
  const integers = readInt32(vector, 0)
  const picked = numbers(Int32Array.from(kept, (row) => integers[row]!))
  return DataType.isDate(type) ? dateData(picked, valid) : int32Data(picked, valid)
}

/**
 * Some rows of a stored file, in the order given, as a file of the same columns. `rename` gives rows with one user key
 * another; `changeOf` says of a column what becomes of its cells, null for nothing. Nothing of the other rows, and of
 * what cells were, is left in it.
 */
export function keepRows(
  table: Table,
  kept: Int32Array,
  rename: { readonly from: number; readonly to: number } | null,
  changeOf: (column: Field) => CellChange | null = () => null,
): Uint8Array {
  const columns = table.schema.fields.map((field, index): NamedData => {
    const vector = required(table.getChildAt(index))
    if (field.name !== 'user_key' || rename === null)
      return { name: field.name, data: columnOf(vector, kept, index, changeOf(field)) }
    const keys = readInt32(vector)
    return {
      name: field.name,
      data: int32Data(
        Int32Array.from(kept, (row) => (keys[row] === rename.from ? rename.to : keys[row]!)),
        validOf(vector, kept, NONE),
      ),
    }
  })
  return encodeArrowFile(columns, kept.length)
}
