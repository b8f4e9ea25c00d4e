import { longerWords } from '../../base/growing'
import { hash128 } from '../bytes/murmur3'
import { ascends, comesAfter } from '../bytes/ascends'
import { CellText, TEXT } from '../bytes/packedCells'
import type { PackedCells } from '../bytes/packedCells'
import type { IdSet } from './dedupe'

const PAGE_IDS = 2 ** 16
const NONE = new Uint32Array(0)

/**
 * The ids of a log that come in ascending order (of a counter, or ones that begin with the time): while each comes after
 * all before it, none can repeat, and none is looked for. Their hashes wait, 16 bytes each, for the first id out of
 * order, from which on all are looked for.
 */
export class AscendingIds {
  count = 0
  readonly #pages: Uint32Array[] = []
  readonly #hash = new Uint32Array(4)
  readonly #text = new CellText()
  #last = new Uint8Array(0)

  /** Whether the first `count` cells hold ids, in order, that come after all that were taken. */
  follow(cells: PackedCells, count: number): boolean {
    const { known } = cells
    if (!(known.ids === null ? ascends(cells, count) : known.ascends)) return false
    const [text, last] = [this.#text, this.#last]
    return count === 0 || (text.read(cells, 0) && comesAfter(text.bytes, text.from, text.to, last, 0, last.length))
  }

  /** Takes the ids of rows, ascending, of cells that follow. */
  take(cells: PackedCells, rows: Int32Array): void {
    const { kinds, known } = cells
    const text = this.#text
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      const place = this.count++ % PAGE_IDS
      if (place === 0) this.#pages.push(longerWords(NONE, PAGE_IDS * 4))
      const page = this.#pages.at(-1)!
      const isKnown = known.ids !== null && kinds[row] === TEXT
      const [hashes, at] = isKnown ? [known.ids, 4 * row] : [this.#hash, 0]
      if (!isKnown && text.read(cells, row)) hash128(text.bytes, text.from, text.to, this.#hash)
      page[4 * place] = hashes[at]!
      page[4 * place + 1] = hashes[at + 1]!
      page[4 * place + 2] = hashes[at + 2]!
      page[4 * place + 3] = hashes[at + 3]!
    }
    const last = rows.at(-1)
    if (last !== undefined && text.read(cells, last)) this.#last = text.bytes.slice(text.from, text.to)
  }

  /** Adds all to a set. */
  addTo(ids: IdSet): void {
    for (const [index, page] of this.#pages.entries()) {
      const count = Math.min(PAGE_IDS, this.count - index * PAGE_IDS)
      for (let from = 0; from < count; from += WARMED) {
        const part = page.subarray(4 * from, 4 * Math.min(count, from + WARMED))
        ids.warm(part, part.length / 4)
        for (let row = 0; 4 * row < part.length; row++) ids.addKnown(part, row)
      }
    }
  }
}

/** So many are read ahead. */
const WARMED = 4096
