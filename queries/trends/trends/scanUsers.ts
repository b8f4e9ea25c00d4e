import type { PartRows } from '../../../src-renderer/query/analysis/partsResult'
import type { ScanFigure } from '../seriesScan'
import type { FigureCells, ScannedFigure, WindowBuckets } from './scannedFigure'

/** Numbers or words of bits, at most: 64 MB. */
const MOST_WORDS = 1 << 24

function bitCount(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555)
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333)
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Of each place and user the cell in which the user was counted last. */
function byLatest({ name }: ScanFigure, { count, places, users }: FigureCells): ScannedFigure | null {
  if (places * users > MOST_WORDS) return null
  const counts = new Int32Array(count)
  const latest = new Int32Array(places * users)
  let reached = 0
  return {
    name,
    type: 'integer',
    add(cells, batch, flags, at) {
      const keys = batch.column('user').values
      const begin = 'begin' in at ? at.begin : 0
      const placeOf = 'places' in at ? at.places : null
      const isOne = 'begin' in at
      if (isOne && begin < reached) return false
      if (isOne) reached = begin
      for (let row = 0; row < batch.rows; row += 1) {
        const [cell, key] = [cells[row]!, keys[row]!]
        if (cell === 0 || key < 0 || (flags !== null && flags[row] === 0)) continue
        const place = isOne ? cell - begin : placeOf === null ? 0 : placeOf[row]!
        if (!isOne) {
          if (cell - place < reached) return false
          reached = cell - place
        }
        const known = place * users + key
        if (latest[known] === cell) continue
        latest[known] = cell
        counts[cell]! += 1
      }
      return true
    },
    value: (cell) => counts[cell]!,
  }
}

/** A bit for each user in every cell, `words` words of them a cell. */
function byBits({ name, window }: ScanFigure, { count, places, users }: FigureCells): ScannedFigure | null {
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
      return true
    },
    value(cell) {
      let sum = 0
      for (let word = cell * words; word < (cell + 1) * words; word += 1) sum += bitCount(bits[word]!)
      return sum
    },
    ...(window === undefined ? {} : { windows: (buckets) => windowRows(window, bits, { ...buckets, words, places }) }),
  }
}

/** Counts users, each once in a cell; null where that takes too much room. */
export function differentUsers(figure: ScanFigure, cells: FigureCells): ScannedFigure | null {
  return cells.told === 'latest' && figure.window === undefined ? byLatest(figure, cells) : byBits(figure, cells)
}

interface WindowBits extends WindowBuckets {
  readonly words: number
  readonly places: number
}

/** How many users the window that ends with each bucket has, by place: those of bucket b at b * places on. */
function windowCounts(size: number | null, bits: Int32Array, { words, places, count }: WindowBits): Int32Array {
  // Behind the last bucket windows still hold some before it.
  const ends = size === null ? count : count + size - 1
  const counts = new Int32Array(ends * places)
  const own = new Int32Array(ends)
  // What a window has is in the rest of one block of so many buckets, and in the beginning of the next.
  const rest = new Int32Array(ends)
  for (let place = 0; place < places; place += 1)
    for (let word = 0; word < words; word += 1) {
      for (let bucket = 0; bucket < count; bucket += 1)
        own[bucket] = bits[(1 + bucket * places + place) * words + word]!
      if (size !== null)
        for (let bucket = ends - 1; bucket >= 0; bucket -= 1)
          rest[bucket] = own[bucket]! | (bucket % size === size - 1 || bucket === ends - 1 ? 0 : rest[bucket + 1]!)
      let begun = 0
      for (let bucket = 0; bucket < ends; bucket += 1) {
        begun = (size !== null && bucket % size === 0 ? 0 : begun) | own[bucket]!
        const before = size === null || bucket < size ? 0 : rest[bucket - size + 1]!
        counts[bucket * places + place]! += bitCount(begun | before)
      }
    }
  return counts
}

/** Rows of a WITH query of windows: `bucket`, `place` from 1, and its column. */
function windowRows(
  { buckets: size, column }: NonNullable<ScanFigure['window']>,
  bits: Int32Array,
  over: WindowBits,
): PartRows {
  const { places, first } = over
  const counts = windowCounts(size, bits, over)
  const rows: PartRows['rows'][number][] = []
  // A window that has lost its last ones is a change, too.
  const ends = counts.length + (size === null || column === 'users' ? 0 : places)
  for (let at = 0; at < ends; at += 1) {
    const users = counts[at] ?? 0
    const value = column === 'users' ? users : users - (counts[at - places] ?? 0)
    if (value !== 0) rows.push({ bucket: first + Math.floor(at / places), place: 1 + (at % places), [column]: value })
  }
  return { types: { [column]: 'integer' }, rows }
}
