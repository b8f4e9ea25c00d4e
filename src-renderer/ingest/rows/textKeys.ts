import { longerIntegers } from '../../base/growing'
import type { TextTable } from '../../store/textTable'
import { CellText, PackedCells, TEXT } from '../bytes/packedCells'
import type { CellColumn } from '../contract'

/** Where texts are found: a table, or what stands around one. */
type TextFinder = Pick<TextTable, 'codeOf' | 'warm'>

/**
 * The keys of a column's texts. A text that a reader has numbered is looked for once a reader; from then on its number
 * leads to the key. All steps go over a batch's rows by themselves: where memory is read here and there, a processor
 * waits for many places at once only in short loops.
 */
export class TextKeys {
  readonly #finder: TextFinder
  readonly #text = new CellText()
  /** By reader, the keys by the places that it gave to texts; -1 where none was asked for yet. */
  readonly #byReader = new Map<number, Int32Array>()
  /** Rows whose texts are to be looked for, and their hashes. */
  #open = new Int32Array(0)
  #hashes = new Int32Array(0)

  constructor(finder: TextFinder) {
    this.#finder = finder
  }

  /** What readers said of texts is of no use any more: another file comes. */
  clear(): void {
    this.#byReader.clear()
  }

  /**
   * Puts the key of row kept[i] into keys[i] for i below count, -1 where its text is empty. Rows for which `owners`
   * is below 0 are passed over.
   */
  read(cells: CellColumn, kept: Int32Array, count: number, keys: Int32Array, owners: Int32Array | null = null): void {
    const packed = cells instanceof PackedCells && cells.known.places !== null ? cells : null
    if (packed !== null) {
      this.#readPlaces(packed, packed.known.places!, kept, count, keys, owners)
      return
    }
    for (let i = 0; i < count; i++) keys[i] = owners !== null && owners[i]! < 0 ? -1 : this.#find(cells, kept[i]!)
  }

  #readPlaces(
    cells: PackedCells,
    places: Int32Array,
    kept: Int32Array,
    count: number,
    keys: Int32Array,
    owners: Int32Array | null,
  ): void {
    const { kinds, known } = cells
    const byPlace = this.#keysOf(known.reader, known.distinct)
    const hashes = known.hashes ?? places
    if (this.#open.length < count) [this.#open, this.#hashes] = [new Int32Array(count), new Int32Array(count)]
    let opened = 0
    for (let i = 0; i < count; i++) {
      const row = kept[i]!
      const place = kinds[row] === TEXT ? places[row]! : -1
      const key = place < 0 ? -1 : byPlace[place]!
      keys[i] = key
      if (key >= 0) continue
      this.#open[opened] = i
      this.#hashes[opened++] = hashes[row]!
    }
    this.#finder.warm(this.#hashes.subarray(0, opened))
    for (let at = 0; at < opened; at++) {
      const i = this.#open[at]!
      const row = kept[i]!
      if (owners !== null && owners[i]! < 0) continue
      const place = kinds[row] === TEXT ? places[row]! : -1
      // It may have come a few rows before.
      const key = place >= 0 && byPlace[place]! >= 0 ? byPlace[place]! : this.#find(cells, row)
      keys[i] = key
      if (place >= 0) byPlace[place] = key
    }
    if (owners !== null) for (let i = 0; i < count; i++) if (owners[i]! < 0) keys[i] = -1
  }

  #find(cells: CellColumn, row: number): number {
    const text = this.#text
    if (!text.read(cells, row)) return -1
    return this.#finder.codeOf(text.bytes, text.from, text.to, text.hash)
  }

  #keysOf(reader: number, count: number): Int32Array {
    const known = this.#byReader.get(reader)
    if (known !== undefined && known.length >= count) return known
    const before = known?.length ?? 0
    const larger = longerIntegers(known ?? NONE, Math.max(count, Math.ceil(before * 1.5), 1024)).fill(-1, before)
    this.#byReader.set(reader, larger)
    return larger
  }
}

const NONE = new Int32Array(0)
