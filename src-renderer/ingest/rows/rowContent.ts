import { DataType } from 'apache-arrow'
import type { Table, Vector } from 'apache-arrow'
import { SOURCE_COLUMN } from '../../model/schema'
import { dayToIso } from '../../model/zone'
import { Utf8Writer, readInt32, readMicros } from '../../store/arrowFile'
import type { Users } from '../../store/users'
import type { ColumnBuilder } from '../columns/columnBuilder'
import type { CellColumn } from '../contract'
import { hash128 } from '../bytes/murmur3'
import { writeTimestamp } from '../columns/numberStores'
import { CellText } from '../bytes/packedCells'

/** A column of the table with the cells that a batch has for it. */
export interface ContentColumn {
  readonly builder: ColumnBuilder
  readonly cells: CellColumn
}

/**
 * Hashes of what rows say: user, time and every column, but not the place that they came from. A row as a reader gives
 * it and the same row as it was stored have the same hash. Values count as their column keeps them (`7.0` is 7 among
 * numbers), empty ones not at all, so that a column that came later makes no difference. For one import: never kept.
 */
export class RowContent {
  readonly #users: Users
  /** Columns by name, as numbers that stay the same for all batches and files. */
  readonly #numbers = new Map<string, number>()
  readonly #row = new Utf8Writer(1024)
  readonly #head = new Uint8Array(6)
  readonly #hash = new Uint32Array(4)
  readonly #text = new CellText()
  readonly #value = new Utf8Writer(256)

  constructor(users: Users) {
    this.#users = users
  }

  /** The hash of a batch's row; valid until the next one. `columns` in the order of {@link ordered}. */
  ofCells(row: number, tsMicros: number, user: CellColumn | undefined, columns: readonly ContentColumn[]): Uint32Array {
    const text = this.#text
    this.#begin(tsMicros)
    if (user !== undefined && text.read(user, row)) this.#add(USER, text.bytes, text.from, text.to)
    for (const { builder, cells } of columns) {
      const number = this.#numberOf(builder.name)
      if (builder.keepsText) {
        if (text.read(cells, row)) this.#add(number, text.bytes, text.from, text.to)
        continue
      }
      const value = builder.textOf(cells.at(row) ?? null)
      if (value !== null) this.#addText(number, value)
    }
    return this.#end()
  }

  /** The columns in the order in which their values are hashed. */
  ordered(columns: readonly ContentColumn[]): readonly ContentColumn[] {
    return [...columns].sort((a, b) => this.#numberOf(a.builder.name) - this.#numberOf(b.builder.name))
  }

  /** Calls `take` with the hash of every row of a stored part that has an event id. */
  ofStored(part: Table, take: (hash: Uint32Array) => void): void {
    const keys = readInt32(part.getChild('user_key')!)
    const times = readMicros(part.getChild('ts')!)
    const ids = part.getChild('event_id')
    if (ids === null) return
    const columns = part.schema.fields
      .filter(({ name }) => name !== 'user_key' && name !== 'ts' && name !== SOURCE_COLUMN)
      .map(({ name }) => ({ number: this.#numberOf(name), read: storedText(part.getChild(name)!) }))
      .sort((a, b) => a.number - b.number)
    for (let row = 0; row < part.numRows; row++) {
      if (ids.get(row) === null) continue
      this.#begin(times[row]!)
      if (keys[row]! >= 0) this.#addText(USER, this.#users.idOf(keys[row]!))
      for (const { number, read } of columns) {
        const value = read(row)
        if (value !== null && value !== '') this.#addText(number, value)
      }
      take(this.#end())
    }
  }

  #numberOf(name: string): number {
    let number = this.#numbers.get(name)
    if (number === undefined) this.#numbers.set(name, (number = this.#numbers.size + 2))
    return number
  }

  #begin(tsMicros: number): void {
    this.#row.clear()
    this.#addText(TIME, String(tsMicros))
  }

  #addText(number: number, text: string): void {
    this.#value.clear()
    const end = this.#value.add(text)
    this.#add(number, this.#value.buffer, 0, end)
  }

  /** Number and length stand before the bytes, so that no two rows run together to the same. */
  #add(number: number, bytes: Uint8Array, from: number, to: number): void {
    const head = this.#head
    head[0] = number
    head[1] = number >>> 8
    head[2] = to - from
    head[3] = (to - from) >>> 8
    head[4] = (to - from) >>> 16
    head[5] = (to - from) >>> 24
    this.#row.addBytes(head, 0, 6)
    this.#row.addBytes(bytes, from, to)
  }

  #end(): Uint32Array {
    hash128(this.#row.buffer, 0, this.#row.end, this.#hash)
    return this.#hash
  }
}

const TIME = 0
const USER = 1

/** Reads a stored column's values as texts. */
function storedText(vector: Vector): (row: number) => string | null {
  const type = vector.type as DataType
  if (DataType.isTimestamp(type) || DataType.isDate(type)) {
    const [values, write] = DataType.isDate(type)
      ? ([readInt32(vector), dayToIso] as const)
      : ([readMicros(vector), writeTimestamp] as const)
    return (row) => (vector.isValid(row) ? write(values[row]!) : null)
  }
  return (row) => {
    const value = vector.get(row) as string | number | bigint | boolean | null
    return value === null ? null : String(value)
  }
}
