import { Utf8Writer } from '../../store/arrowFile'
import type { Cell, CellColumn } from '../contract'
import type { Arena } from '../../base/arena'

/** What a packed cell is. `OTHER` cells are kept as they are. */
export const NULL = 0
export const TEXT = 1
export const NUMBER = 2
const TRUE = 3
const FALSE = 4
export const OTHER = 5

/** What a thread that reads texts finds out of them for the one that keeps them; null where it did not. */
export interface KnownTexts {
  /** Numbers below `distinct`, the same for the same text. */
  readonly codes: Uint16Array | null
  /** As codes, of a column of many: the same in all of a file that one reader reads; -1 for an empty text. */
  readonly places: Int32Array | null
  /** Tells readers apart, and files. */
  readonly reader: number
  readonly distinct: number
  /** As store/textTable finds texts. */
  readonly hashes: Int32Array | null
  /** Of event ids: 128 bits each, as rows/dedupe tells them apart. */
  readonly ids: Uint32Array | null
  /** Of event ids: see bytes/ascends. */
  readonly ascends: boolean
  /** Of the column of times: µs, or NaN. */
  readonly times: Float64Array | null
  /** Whether it is known that columns/cleanCells has nothing to change. */
  readonly isClean: boolean
}

export const NOTHING: KnownTexts = {
  codes: null,
  places: null,
  reader: 0,
  distinct: 0,
  hashes: null,
  ids: null,
  ascends: false,
  times: null,
  isClean: false,
}

/** See {@link PackedCells.part}. */
export interface CellsPart {
  readonly length: number
  readonly kinds: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly numbers: Float64Array
  readonly others: Cell[] | null
  readonly hasHighBytes: boolean
  readonly known: KnownTexts
}

/**
 * One column of a batch without an object a cell: texts are stretches of the file's own bytes (UTF-8, well formed),
 * numbers are doubles. Used again for the next batch, so it is to be read before that is asked for.
 */
export class PackedCells implements CellColumn {
  length = 0
  kinds: Uint8Array
  /** Where texts lie; shared by all columns of a batch. */
  bytes: Uint8Array = NO_BYTES
  starts: Int32Array = NO_PLACES
  ends: Int32Array = NO_PLACES
  /** Whether a text that was set has characters beyond ASCII. */
  hasHighBytes = false
  numbers: Float64Array = NO_NUMBERS
  #others: Cell[] | null = null
  /** What was found out of texts beforehand, by row; of rows that are TEXT alone. */
  known: KnownTexts = NOTHING

  constructor(capacity: number) {
    this.kinds = new Uint8Array(capacity)
  }

  /** The first `count` rows, copied to an arena, as plain data for another thread. */
  part(count: number, known: KnownTexts, arena: Arena): CellsPart {
    return {
      length: count,
      kinds: arena.bytesOf(this.kinds, count),
      starts: this.starts === NO_PLACES ? NO_PLACES : arena.integersOf(this.starts, count),
      ends: this.ends === NO_PLACES ? NO_PLACES : arena.integersOf(this.ends, count),
      numbers: this.numbers === NO_NUMBERS ? NO_NUMBERS : arena.doublesOf(this.numbers, count),
      others: this.#others === null ? null : this.#others.slice(0, count),
      hasHighBytes: this.hasHighBytes,
      known,
    }
  }

  /** Cells of which `part` is all, with texts that lie in `bytes`. */
  static of({ kinds, others, ...part }: CellsPart, bytes: Uint8Array): PackedCells {
    const cells = new PackedCells(0)
    Object.assign(cells, part, { bytes })
    cells.kinds = kinds
    cells.#others = others
    return cells
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
    this.known = NOTHING
  }
}

/** Reads cells as UTF-8, whichever way they are kept. */
export class CellText {
  bytes: Uint8Array = NO_BYTES
  from = 0
  to = 0
  /** Where it is known already. */
  hash: number | undefined
  readonly #scratch = new Utf8Writer(256)

  /** Sets `bytes`, `from` and `to`, which last until the next call; false when the cell is empty. */
  read(cells: CellColumn, row: number): boolean {
    if (cells instanceof PackedCells && cells.kinds[row] === TEXT) {
      this.bytes = cells.bytes
      this.from = cells.starts[row]!
      this.to = cells.ends[row]!
      this.hash = cells.known.hashes?.[row]
      return this.to > this.from
    }
    const cell = cells.at(row) ?? null
    if (cell === null || cell === '') return false
    this.hash = undefined
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
