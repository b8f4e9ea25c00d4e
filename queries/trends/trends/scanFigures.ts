import type { ScannedBatch } from '../../../src-renderer/sequence/scannedRows'
import type { ResultValue } from '../../../src-renderer/query/contract/result'
import type { ScanFigure } from '../seriesScan'
import type { Flags } from './scanFlags'

/** A figure of each cell; cell 0 is of the rows that belong to none. */
export interface CellValues {
  readonly name: string
  readonly type: 'integer' | 'double'
  value(cell: number): ResultValue
}

/** One that is counted batch by batch. */
export interface ScannedFigure extends CellValues {
  /** Counts a batch: row r into cells[r], where `flags` say so. */
  add(cells: Int32Array, batch: ScannedBatch, flags: Flags): void
}

/** Bits of different users, at most: 64 MB. */
const MOST_WORDS = 1 << 24

function counted({ name, amount, ofUsers }: ScanFigure, count: number): ScannedFigure {
  const counts = new Float64Array(count)
  return {
    name,
    type: 'integer',
    add(cells, batch, flags) {
      const { rows } = batch
      if (amount === null && !ofUsers) {
        if (flags === null) for (let row = 0; row < rows; row += 1) counts[cells[row]!]! += 1
        else for (let row = 0; row < rows; row += 1) counts[cells[row]!]! += flags[row]!
        return
      }
      const keys = ofUsers ? batch.column('user').values : null
      const amounts = amount === null ? null : batch.column(amount).values
      for (let row = 0; row < rows; row += 1) {
        if (flags !== null && flags[row] === 0) continue
        if ((keys === null || keys[row]! >= 0) && (amounts === null || !Number.isNaN(amounts[row]!)))
          counts[cells[row]!]! += 1
      }
    },
    value: (cell) => counts[cell]!,
  }
}

function aggregated({ name, of, amount, ofUsers }: ScanFigure, count: number): ScannedFigure {
  const figures = new Float64Array(count).fill(of === 'min' ? Infinity : of === 'max' ? -Infinity : 0)
  const isThere = new Uint8Array(count)
  const more =
    of === 'sum' ? (known: number, value: number): number => known + value : of === 'min' ? Math.min : Math.max
  return {
    name,
    type: 'double',
    add(cells, batch, flags) {
      const amounts = batch.column(amount ?? '').values
      const keys = ofUsers ? batch.column('user').values : null
      for (let row = 0; row < batch.rows; row += 1) {
        const value = amounts[row]!
        if (Number.isNaN(value) || (flags !== null && flags[row] === 0) || (keys !== null && keys[row]! < 0)) continue
        const cell = cells[row]!
        figures[cell] = more(figures[cell]!, value)
        isThere[cell] = 1
      }
    },
    value: (cell) => (isThere[cell] === 1 ? figures[cell]! : null),
  }
}

function bitCount(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555)
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333)
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Users, a bit each; null where there are too many in too many cells. */
function different({ name }: ScanFigure, count: number, users: number): ScannedFigure | null {
  const words = (users + 31) >>> 5
  if (words * count > MOST_WORDS) return null
  const bits = new Int32Array(words * count)
  return {
    name,
    type: 'integer',
    add(cells, batch, flags) {
      const keys = batch.column('user').values
      for (let row = 0; row < batch.rows; row += 1) {
        const key = keys[row]!
        if (key >= 0 && (flags === null || flags[row] === 1))
          bits[cells[row]! * words + (key >>> 5)]! |= 1 << (key & 31)
      }
    },
    value(cell) {
      let sum = 0
      for (let word = cell * words; word < (cell + 1) * words; word += 1) sum += bitCount(bits[word]!)
      return sum
    },
  }
}

/** A figure of so many cells, where user numbers are below `users`; null where it takes too much room. */
export function scannedFigure(figure: ScanFigure, cells: number, users: number): ScannedFigure | null {
  if (figure.of === 'users') return different(figure, cells, users)
  return figure.of === 'count' ? counted(figure, cells) : aggregated(figure, cells)
}

/** Where each of `from` places of a bucket goes: one of `count`. */
export interface Merge {
  readonly from: number
  readonly places: ArrayLike<number>
  readonly count: number
  readonly buckets: number
}

/** A count, least or greatest value of places of which several become one. */
export function mergedFigure(
  { name, of }: ScanFigure,
  known: CellValues,
  { from, places, count, buckets }: Merge,
): CellValues {
  const merged = Array<ResultValue>(1 + count * buckets).fill(of === 'count' ? 0 : null)
  for (let bucket = 0; bucket < buckets; bucket += 1)
    for (let place = 0; place < from; place += 1) {
      const value = known.value(1 + bucket * from + place)
      const cell = 1 + bucket * count + places[place]!
      const before = merged[cell] ?? null
      if (value === null) continue
      const [one, two] = [Number(before), Number(value)]
      merged[cell] =
        before === null ? value : of === 'count' ? one + two : of === 'min' ? Math.min(one, two) : Math.max(one, two)
    }
  return { name, type: known.type, value: (cell) => merged[cell] ?? null }
}
