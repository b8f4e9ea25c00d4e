import { DataType, tableFromIPC, type Data, type Table, type Vector } from 'apache-arrow'
import { required } from '../base/required'
import { TextTable } from '../store/textTable'
import type { CodedTexts, TimelineKind } from './timeline'

/** A column in the order in which its rows were read. */
export type ColumnValues = Uint8Array | Int32Array | Float64Array | CodedTexts

function isNull(data: Data, row: number): boolean {
  if (data.nullCount === 0 || data.nullBitmap === undefined || data.nullBitmap.byteLength === 0) return false
  const at = data.offset + row
  return ((data.nullBitmap[at >> 3]! >> (at & 7)) & 1) === 0
}

/** Fills `into` with a column of numbers, or of truth values as 0 and 1; NULL is `empty`. */
function fillNumbers(vector: Vector, into: Uint8Array | Int32Array | Float64Array, empty: number): void {
  let at = 0
  for (const data of vector.data as readonly Data[]) {
    const values = data.values as ArrayLike<number | bigint>
    const isBit = DataType.isBool(data.type)
    const isBig = values instanceof BigInt64Array || values instanceof BigUint64Array
    for (let row = 0; row < data.length; row += 1) {
      const bit = data.offset + row
      if (isNull(data, row)) into[at + row] = empty
      else if (isBit) into[at + row] = (Number(values[bit >> 3]) >> (bit & 7)) & 1
      else into[at + row] = isBig ? Number(values[row]) : (values[row] as number)
    }
    at += data.length
  }
}

/** By how many texts are different among so many rows, room is made for all. */
const SAMPLE = 1 << 16

function codesOf(vector: Vector, rows: number, table: TextTable): Int32Array {
  const codes = new Int32Array(rows)
  let at = 0
  for (const data of vector.data as readonly Data[]) {
    if (!DataType.isUtf8(data.type)) throw new TypeError(`A text column came as type ${data.typeId}.`)
    const offsets = data.valueOffsets as Int32Array
    const bytes = data.values as Uint8Array
    if (at < SAMPLE && at + data.length >= SAMPLE && table.count > SAMPLE / 8)
      table.reserve(Math.ceil((rows * table.count) / SAMPLE))
    for (let row = 0; row < data.length; row += 1)
      codes[at + row] = isNull(data, row) ? -1 : table.codeOf(bytes, offsets[row]!, offsets[row + 1]!)
    at += data.length
  }
  return codes
}

function codedTexts(vector: Vector, rows: number): CodedTexts {
  const table = new TextTable()
  const codes = codesOf(vector, rows, table)
  return { codes, texts: Array.from({ length: table.count }, (_, code) => table.textOf(code)) }
}

const EMPTY: Readonly<Record<TimelineKind, ColumnValues>> = {
  flag: new Uint8Array(),
  number: new Float64Array(),
  text: { codes: new Int32Array(), texts: [] },
  key: new Int32Array(),
}

/** The columns of an answer of the engine, one Arrow IPC stream, as plain arrays. */
export class ReadColumns {
  readonly rows: number
  readonly #table: Table

  constructor(ipc: Uint8Array) {
    this.#table = tableFromIPC(ipc)
    this.rows = this.#table.numRows
  }

  /** Whole numbers within 32 bits. */
  integers(name: string): Int32Array {
    const values = new Int32Array(this.rows)
    if (this.rows > 0) fillNumbers(this.#vector(name), values, -1)
    return values
  }

  numbers(name: string): Float64Array {
    const values = new Float64Array(this.rows)
    if (this.rows > 0) fillNumbers(this.#vector(name), values, NaN)
    return values
  }

  column(name: string, kind: TimelineKind): ColumnValues {
    if (this.rows === 0) return EMPTY[kind]
    if (kind === 'key') return codesOf(this.#vector(name), this.rows, new TextTable())
    if (kind === 'text') return codedTexts(this.#vector(name), this.rows)
    if (kind === 'number') return this.numbers(name)
    const flags = new Uint8Array(this.rows)
    fillNumbers(this.#vector(name), flags, 0)
    return flags
  }

  #vector(name: string): Vector {
    return required(this.#table.getChild(name))
  }
}
