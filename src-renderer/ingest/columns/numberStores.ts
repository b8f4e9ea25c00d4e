import type { Data } from 'apache-arrow'
import { longerDoubles, longerIntegers } from '../../base/growing'
import { dayToIso, isoToDay } from '../../model/zone'
import { booleanData, dateData, doubleData, int64Data, timestampData } from '../../store/arrowFile'
import { Validity, grownCapacity, moveToFront } from './columnStore'
import type { ColumnStore } from './columnStore'
import type { Arena } from '../../base/arena'
import type { Cell, CellColumn, NumberForm } from '../contract'
import { NULL, NUMBER, PackedCells, TEXT } from '../bytes/packedCells'
import { plainDecimal, plainInteger } from '../bytes/plainNumber'
import { compileNumberReader } from './numberForm'
import { readBoolean, readDouble, readInteger } from './numberText'

const HIGH = 4_294_967_296

/** Integers of 64 bits, as the low and high 32 bits of each. */
export class IntegerStore implements ColumnStore {
  readonly type = 'integer'
  length = 0
  /** False once a value came that a double cannot hold exactly. */
  fitsDouble = true
  #halves: Int32Array = new Int32Array(2048)
  readonly #validity = new Validity()

  get bytes(): number {
    return this.length * 8 + this.#validity.bytes
  }

  append(cells: CellColumn, kept: Int32Array, from: number, to: number): number {
    this.#reserve(to - from)
    const halves = this.#halves
    const packed = cells instanceof PackedCells ? cells : null
    let row = this.length
    let i = from
    for (; i < to; i++) {
      const plain = packed === null ? NaN : wholeAt(packed, kept[i]!)
      if (plain === plain) {
        halves[2 * row] = plain | 0
        halves[2 * row++ + 1] = Math.floor(plain / HIGH)
        continue
      }
      const cell = cells.at(kept[i]!) ?? null
      if (cell === null || cell === '') {
        this.#validity.setNull(row++, halves.length >>> 1)
        continue
      }
      const value = readInteger(cell)
      if (typeof value === 'bigint') {
        halves[2 * row] = Number(BigInt.asIntN(32, value))
        halves[2 * row + 1] = Number(value >> 32n)
        this.fitsDouble = false
      } else {
        if (value !== value) break
        halves[2 * row] = value | 0
        halves[2 * row + 1] = Math.floor(value / HIGH)
      }
      row++
    }
    this.length = row
    return i
  }

  appendNulls(count: number): void {
    this.#reserve(count)
    for (let i = 0; i < count; i++) this.#validity.setNull(this.length++, this.#halves.length >>> 1)
  }

  encode(rows: Int32Array, _dictionaryId: number, arena: Arena): Data {
    const taken = arena.integers(rows.length * 2)
    const halves = this.#halves
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      taken[2 * i] = halves[2 * row]!
      taken[2 * i + 1] = halves[2 * row + 1]!
    }
    return int64Data(taken, this.#validity.take(rows, arena))
  }

  keep(rows: Int32Array): void {
    moveToFront(this.#halves, rows, 2)
    this.#validity.keep(rows)
    this.length = rows.length
  }

  textAt(row: number): string | null {
    if (this.#validity.isNull(row)) return null
    const [low, high] = [this.#halves[2 * row]! >>> 0, this.#halves[2 * row + 1]!]
    const value = high * HIGH + low
    return Number.isSafeInteger(value) ? String(value) : String((BigInt(high) << 32n) | BigInt(low))
  }

  textOf(cell: string | number | boolean | bigint): string {
    const value = readInteger(cell)
    if (value === value) return String(value)
    // It would make doubles of the integers.
    const double = readDouble(cell)
    return double === double ? String(double) : String(cell)
  }

  #reserve(count: number): void {
    const needed = this.length + count
    if (needed * 2 <= this.#halves.length) return
    const capacity = grownCapacity(this.#halves.length >>> 1, needed)
    this.#halves = longerIntegers(this.#halves, capacity * 2)
    this.#validity.grow(capacity)
  }
}

/** How the values of a type that fits a double are read, written and told. */
interface NumberKind {
  readonly type: 'double' | 'boolean' | 'date' | 'timestamp'
  /** NaN when the cell does not fit. */
  read(cell: Cell): number
  /** As read, for the UTF-8 of a text; NaN also where it does not know. */
  readonly readBytes?: (bytes: Uint8Array, from: number, to: number) => number
  encode(values: Float64Array, valid: Uint8Array | null, arena: Arena): Data
  text(value: number): string
}

export interface StoreLoss {
  readonly count: number
  readonly of: number
  readonly first: number
}

/** Doubles, booleans, dates and timestamps: all exact as doubles. */
export class NumberStore implements ColumnStore {
  length = 0
  readonly #kind: NumberKind
  readonly #orNull: boolean
  #values: Float64Array = new Float64Array(1024)
  readonly #validity = new Validity()
  #lost = 0
  #firstLost = 0
  #filled = 0

  /** With `orNull`, cells that do not fit become null instead of stopping the append. */
  constructor(kind: NumberKind, orNull = false) {
    this.#kind = kind
    this.#orNull = orNull
  }

  get type(): NumberKind['type'] {
    return this.#kind.type
  }

  get bytes(): number {
    return this.length * 8 + this.#validity.bytes
  }

  append(cells: CellColumn, kept: Int32Array, from: number, to: number): number {
    this.#reserve(to - from)
    const kind = this.#kind
    const values = this.#values
    const readBytes = cells instanceof PackedCells ? kind.readBytes : undefined
    const packed = cells as PackedCells
    let row = this.length
    let i = from
    let empty = 0
    for (; i < to; i++) {
      const at = kept[i]!
      if (readBytes !== undefined && packed.kinds[at] === NULL) {
        empty++
        this.#validity.setNull(row++, values.length)
        continue
      }
      if (readBytes !== undefined && packed.kinds[at] === TEXT) {
        const value = readBytes(packed.bytes, packed.starts[at]!, packed.ends[at]!)
        if (value === value) {
          values[row++] = value
          continue
        }
      }
      const cell = cells.at(kept[i]!) ?? null
      const value = cell === null || cell === '' ? NaN : kind.read(cell)
      if (value !== value) {
        if (cell !== null && cell !== '') {
          if (!this.#orNull) break
          if (this.#lost++ === 0) this.#firstLost = i
        } else empty++
        this.#validity.setNull(row, values.length)
      } else values[row] = value
      row++
    }
    this.length = row
    this.#filled += i - from - empty
    return i
  }

  /**
   * How many cells did not fit and became null since the last call, of how many that were not empty, and which `i` of
   * the append was the first.
   */
  takeLoss(): StoreLoss {
    const loss = { count: this.#lost, of: this.#filled, first: this.#firstLost }
    this.#lost = 0
    this.#filled = 0
    return loss
  }

  appendNulls(count: number): void {
    this.#reserve(count)
    for (let i = 0; i < count; i++) this.#validity.setNull(this.length++, this.#values.length)
  }

  encode(rows: Int32Array, _dictionaryId: number, arena: Arena): Data {
    const taken = arena.doubles(rows.length)
    for (let i = 0; i < rows.length; i++) taken[i] = this.#values[rows[i]!]!
    return this.#kind.encode(taken, this.#validity.take(rows, arena), arena)
  }

  keep(rows: Int32Array): void {
    moveToFront(this.#values, rows)
    this.#validity.keep(rows)
    this.length = rows.length
  }

  textAt(row: number): string | null {
    return this.#validity.isNull(row) ? null : this.#kind.text(this.#values[row]!)
  }

  textOf(cell: string | number | boolean | bigint): string | null {
    const value = this.#kind.read(cell)
    if (value === value) return this.#kind.text(value)
    return this.#orNull ? null : String(cell)
  }

  #reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.#values.length) return
    this.#values = longerDoubles(this.#values, grownCapacity(this.#values.length, needed))
    this.#validity.grow(this.#values.length)
  }
}

export const DOUBLES: NumberKind = {
  type: 'double',
  read: readDouble,
  readBytes: plainDecimal,
  encode: (values, valid) => doubleData(values, valid),
  text: String,
}

/** Doubles that are written in a form of their own. */
export function doublesIn(form: NumberForm): NumberKind {
  return {
    type: 'double',
    read: compileNumberReader(form),
    encode: (values, valid) => doubleData(values, valid),
    text: String,
  }
}

export const BOOLEANS: NumberKind = {
  type: 'boolean',
  read: (cell) => {
    const value = readBoolean(cell)
    return value === null ? NaN : Number(value)
  },
  encode: (values, valid) => booleanData(Uint8Array.from(values), valid),
  text: (value) => (value === 1 ? 'true' : 'false'),
}

/** Test flags, which logs also write as 1 and 0, yes and no. */
export const FLAGS: NumberKind = { ...BOOLEANS, read: readFlag }

export const DATES: NumberKind = {
  type: 'date',
  read: (cell) => (typeof cell === 'string' ? isoToDay(cell.trim()) : NaN),
  encode: (values, valid) => dateData(Int32Array.from(values), valid),
  text: dayToIso,
}

/** `read` gives µs; the text is as SQL shows a timestamp. */
export function timestampsReadBy(read: (cell: Cell) => number): NumberKind {
  return { type: 'timestamp', read, encode: timestampsIn, text: writeTimestamp }
}

function timestampsIn(values: Float64Array, valid: Uint8Array | null, arena: Arena): Data {
  return timestampData(values, valid, arena.integers(values.length * 2))
}

/** A cell that is plainly a whole number; NaN for any other. */
function wholeAt(cells: PackedCells, row: number): number {
  if (cells.kinds[row] === TEXT) return plainInteger(cells.bytes, cells.starts[row]!, cells.ends[row]!)
  if (cells.kinds[row] !== NUMBER) return NaN
  const value = cells.numbers[row]!
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : NaN
}

/** 1, 0, or NaN. */
export function readFlag(cell: Cell): number {
  if (cell === true || cell === 1) return 1
  if (cell === false || cell === 0) return 0
  if (typeof cell !== 'string') return NaN
  const text = cell.trim().toLowerCase()
  if (text === '1' || text === 'true' || text === 'yes' || text === 'y' || text === 't') return 1
  return text === '0' || text === 'false' || text === 'no' || text === 'n' || text === 'f' ? 0 : NaN
}

/** A time as SQL shows a timestamp. */
export function writeTimestamp(micros: number): string {
  const ms = Math.floor(micros / 1000)
  const text = new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
  const seconds = text.slice(0, text.indexOf('.'))
  const fraction = micros - Math.floor(micros / 1_000_000) * 1_000_000
  return fraction === 0 ? seconds : `${seconds}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
}
