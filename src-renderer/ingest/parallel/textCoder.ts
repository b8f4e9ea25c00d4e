import { TextTable, hashOf } from '../../store/textTable'
import type { Arena } from '../../base/arena'
import { ascends } from '../bytes/ascends'
import { hash128 } from '../bytes/murmur3'
import { NOTHING, TEXT } from '../bytes/packedCells'
import type { KnownTexts, PackedCells } from '../bytes/packedCells'
import { CellCleaner } from '../columns/cleanCells'
import { compileColumnTimeReader } from '../time/time'
import type { ParserSetup } from './parsedBlock'

/** A column with more different texts than this gets no codes. */
const MOST_CODES = 4096
/** Nor are more of users or sessions numbered: a text of 20 bytes takes about 35. */
const MOST_PLACES = 2 ** 22

/** Finds out of texts what the import asks of them: numbers for those of few, else hashes; event ids, times. */
export class TextCoder {
  readonly #cleaner: CellCleaner | null
  readonly #id: string | undefined
  readonly #keyed: ReadonlySet<string>
  readonly #readerNumber: number
  readonly #time: string | undefined
  readonly #readTime: (cells: PackedCells, row: number) => number
  /** By column; null where its texts turned out to be many. */
  readonly #tables = new Map<string, TextTable | null>()

  constructor({ id, keyed = [], reader, time, cleaning }: Omit<ParserSetup, 'format' | 'options' | 'start'>) {
    this.#id = id
    this.#keyed = new Set(keyed)
    this.#readerNumber = reader
    this.#cleaner = cleaning === undefined ? null : new CellCleaner(cleaning)
    this.#time = time?.column
    this.#readTime =
      time === undefined ? () => NaN : compileColumnTimeReader(time.format, time.timezone, time.isDetected)
  }

  of(name: string, cells: PackedCells, count: number, arena: Arena): KnownTexts {
    const isClean = this.#cleaner?.isClean(name, cells, count) === true
    const known = { ...NOTHING, isClean }
    if (!cells.kinds.subarray(0, count).includes(TEXT)) return known
    if (name === this.#id)
      return { ...known, ids: idsOf(cells, arena.words(4 * count)), ascends: ascends(cells, count) }
    if (name === this.#time) {
      const times = arena.doubles(count)
      for (let row = 0; row < count; row++) if (cells.kinds[row] === TEXT) times[row] = this.#readTime(cells, row)
      return { ...known, times }
    }
    let table = this.#tables.get(name)
    if (table === undefined) this.#tables.set(name, (table = new TextTable()))
    if (table === null) return { ...known, hashes: hashesOf(cells, arena.integers(count)) }
    if (this.#keyed.has(name)) {
      const hashes = hashesOf(cells, arena.integers(count))
      const places = placesOf(cells, hashes, table, arena.integers(count))
      if (table.count > MOST_PLACES) this.#tables.set(name, null)
      return { ...known, hashes, places, reader: this.#readerNumber, distinct: table.count }
    }
    const codes = arena.shorts(count)
    for (let row = 0; row < count; row++) {
      if (cells.kinds[row] === TEXT) codes[row] = table.codeOf(cells.bytes, cells.starts[row]!, cells.ends[row]!)
      if (table.count <= MOST_CODES) continue
      this.#tables.set(name, null)
      return { ...known, hashes: hashesOf(cells, arena.integers(count)) }
    }
    return { ...known, codes, distinct: table.count }
  }
}

function hashesOf(cells: PackedCells, hashes: Int32Array): Int32Array {
  for (let row = 0; row < hashes.length; row++)
    if (cells.kinds[row] === TEXT) hashes[row] = hashOf(cells.bytes, cells.starts[row]!, cells.ends[row]!)
  return hashes
}

function placesOf(cells: PackedCells, hashes: Int32Array, table: TextTable, places: Int32Array): Int32Array {
  table.warm(hashes)
  for (let row = 0; row < hashes.length; row++) {
    if (cells.kinds[row] !== TEXT) continue
    const [from, to] = [cells.starts[row]!, cells.ends[row]!]
    places[row] = from === to ? -1 : table.codeOf(cells.bytes, from, to, hashes[row])
  }
  return places
}

function idsOf(cells: PackedCells, ids: Uint32Array): Uint32Array {
  const hash = new Uint32Array(4)
  for (let row = 0; 4 * row < ids.length; row++) {
    if (cells.kinds[row] !== TEXT) continue
    hash128(cells.bytes, cells.starts[row]!, cells.ends[row]!, hash)
    for (let i = 0; i < 4; i++) ids[4 * row + i] = hash[i]!
  }
  return ids
}
