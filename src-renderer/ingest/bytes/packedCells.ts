import { Utf8Writer } from '../../store/arrowFile'
import type { Cell, CellColumn } from '../contract'

/** What a packed cell is. `OTHER` cells are kept as they are. */
export const NULL = 0
export const TEXT = 1
export const NUMBER = 2
const TRUE = 3
const FALSE = 4
const OTHER = 5

/**
 * One column of a batch without an object a cell: texts are stretches of the file's own bytes (UTF-8, well formed),
 * numbers are doubles. Used again for the next batch, so it is to be read before that is asked for.
 */
export class PackedCells implements CellColumn {
  length = 0
  readonly kinds: Uint8Array
  /** Where texts lie; shared by all columns of a batch. */
  bytes: Uint8Array = NO_BYTES
  starts: Int32Array = NO_PLACES
  ends: Int32Array = NO_PLACES
  /** Whether a text that was set has characters beyond ASCII. */
  hasHighBytes = false
  numbers: Float64Array = NO_NUMBERS
  #others: Cell[] | null = null

  constructor(capacity: number) {
    this.kinds = new Uint8Array(capacity)
  }

  at(row: number): Cell | undefined {
    switch (this.kinds[row]) {
      case TEXT:
        return DECODER.decode(this.bytes.subarray(this.starts[row], this.ends[row]))
      case NUMBER:
        return this.numbers[row]!
      case TRUE:
        return true
      case FALSE:
        return false
      case OTHER:
        return this.#others?.[row] ?? null
      default:
        return row < this.length ? null : undefined
    }
  }

  setText(row: number, start: number, end: number): void {
    if (this.starts === NO_PLACES) {
      this.starts = new Int32Array(this.kinds.length)
      this.ends = new Int32Array(this.kinds.length)
    }
    this.kinds[row] = TEXT
    this.starts[row] = start
    this.ends[row] = end
  }

  setNumber(row: number, value: number): void {
    if (this.numbers === NO_NUMBERS) this.numbers = new Float64Array(this.kinds.length)
    this.kinds[row] = NUMBER
    this.numbers[row] = value
  }

  set(row: number, cell: Cell): void {
    if (typeof cell === 'number') this.setNumber(row, cell)
    else if (typeof cell === 'boolean') this.kinds[row] = cell ? TRUE : FALSE
    else {
      this.kinds[row] = cell === null ? NULL : OTHER
      this.#others ??= new Array<Cell>(this.kinds.length)
      this.#others[row] = cell
    }
  }

  setNull(row: number): void {
    this.kinds[row] = NULL
  }

  /** Makes all cells null again. */
  clear(): void {
    this.kinds.fill(NULL)
    this.length = 0
    this.hasHighBytes = false
    this.#others = null
  }
}

/** Reads cells as UTF-8, whichever way they are kept. */
export class CellText {
  bytes: Uint8Array = NO_BYTES
  from = 0
  to = 0
  readonly #scratch = new Utf8Writer(256)

  /** Sets `bytes`, `from` and `to`, which last until the next call; false when the cell is empty. */
  read(cells: CellColumn, row: number): boolean {
    if (cells instanceof PackedCells && cells.kinds[row] === TEXT) {
      this.bytes = cells.bytes
      this.from = cells.starts[row]!
      this.to = cells.ends[row]!
      return this.to > this.from
    }
    const cell = cells.at(row) ?? null
    if (cell === null || cell === '') return false
    this.#scratch.clear()
    this.from = 0
    this.to = this.#scratch.add(typeof cell === 'string' ? cell : String(cell))
    this.bytes = this.#scratch.buffer
    return true
  }
}

const NO_BYTES = new Uint8Array(0)
const NO_PLACES = new Int32Array(0)
const NO_NUMBERS = new Float64Array(0)
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })
