import type { Data } from 'apache-arrow'
import type { ColumnType } from '../../model/schema'
import type { Arena } from '../../base/arena'
import type { CellColumn } from '../contract'

/** The values of one column for the rows that wait to be written, in the order in which they came. */
export interface ColumnStore {
  readonly type: ColumnType
  readonly length: number
  /** Memory that the rows take, roughly. */
  readonly bytes: number
  /**
   * Adds cells.at(kept[i]) for i in [from, to) and answers where it stopped: `to`, or the first i whose cell does not
   * fit the type (that one is not added).
   */
  append(cells: CellColumn, kept: Int32Array, from: number, to: number): number
  appendNulls(count: number): void
  /**
   * The values of the given rows, in that order, as Arrow data, which may lie in the arena. `dictionaryId` is for
   * stores that make dictionaries.
   */
  encode(rows: Int32Array, dictionaryId: number, arena: Arena): Data
  /** Keeps only the given rows, ascending. */
  keep(rows: Int32Array): void
  /** The row's value as text, as it is when the column turns out to be text. */
  textAt(row: number): string | null
  /** As textAt, for a cell that might come; one that does not fit as it is. Null for what would be kept as nothing. */
  textOf(cell: string | number | boolean | bigint): string | null
}

/** Room for `needed` entries, growing to twice as many: each time, all are copied, and garbage is what they lay in. */
export function grownCapacity(current: number, needed: number): number {
  return Math.max(needed, current * 2, 1024)
}

/** Fewer rows one behind the other are moved one by one. */
const FEWEST_MOVED = 16

/** Moves the entries of the given rows, ascending, to the front; `width` values make an entry. */
export function moveToFront(values: Int32Array | Float64Array | Uint8Array, rows: Int32Array, width = 1): void {
  for (let from = 0; from < rows.length;) {
    let to = from + 1
    while (to < rows.length && rows[to] === rows[to - 1]! + 1) to++
    const [at, start, count] = [from * width, rows[from]! * width, (to - from) * width]
    if (count >= FEWEST_MOVED) values.copyWithin(at, start, start + count)
    else for (let i = 0; i < count; i++) values[at + i] = values[start + i]!
    from = to
  }
}

/** One validity byte a row, made only when the first null comes. */
export class Validity {
  #bytes: Uint8Array | null = null

  get bytes(): number {
    return this.#bytes?.byteLength ?? 0
  }

  /** Rows before `row` are valid unless set otherwise; `capacity` is the store's. */
  setNull(row: number, capacity: number): void {
    if (this.#bytes === null) this.#bytes = new Uint8Array(capacity).fill(1)
    this.#bytes[row] = 0
  }

  grow(capacity: number): void {
    if (this.#bytes === null || this.#bytes.length >= capacity) return
    const larger = new Uint8Array(capacity).fill(1)
    larger.set(this.#bytes)
    this.#bytes = larger
  }

  isNull(row: number): boolean {
    return this.#bytes !== null && this.#bytes[row] === 0
  }

  /** Null when no row at all is null. */
  take(rows: Int32Array, arena: Arena): Uint8Array | null {
    if (this.#bytes === null) return null
    const taken = arena.bytes(rows.length)
    for (let i = 0; i < rows.length; i++) taken[i] = this.#bytes[rows[i]!]!
    return taken
  }

  keep(rows: Int32Array): void {
    if (this.#bytes === null) return
    moveToFront(this.#bytes, rows)
    this.#bytes.fill(1, rows.length)
  }
}
