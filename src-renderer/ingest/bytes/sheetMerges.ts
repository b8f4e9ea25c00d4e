import { columnAt } from './sheetCells'

/** Cells that are one: from a row and column to others, rows from 1, columns from 0. */
interface Merge {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

interface SheetRow {
  readonly at: number
  readonly cells: readonly string[]
}

/** What a sheet of ten thousand merged cells holds is a form, no table. */
const MOST_MERGES = 10_000
const MERGE = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g
/** A tag of a merge is shorter. */
const OVERLAP_CHARS = 200

/** The merged cells of a sheet: they stand behind its rows, so that they are looked for before these are read. */
export async function readMerges(text: AsyncIterable<string>): Promise<readonly Merge[]> {
  const found = new Map<string, Merge>()
  let before = ''
  for await (const piece of text) {
    const both = before + piece
    for (const [ref, left = '', top, right = '', bottom] of both.matchAll(MERGE)) {
      if (found.size === MOST_MERGES) return []
      found.set(ref, { top: Number(top), bottom: Number(bottom), left: columnAt(left), right: columnAt(right) })
    }
    before = both.slice(-OVERLAP_CHARS)
  }
  return [...found.values()].sort((a, b) => a.top - b.top)
}

/**
 * Gives merged cells their value in each of their places, so that every row and column has its own. A header of two
 * rows, the upper one with merged cells, becomes one: `Spring sales`. A title, which stands alone in its row, is left
 * as it is.
 */
export class SheetMerges {
  readonly #merges: readonly Merge[]
  #next = 0
  #open: { readonly merge: Merge; readonly value: string }[] = []
  #upper: SheetRow | null = null
  /** The first row of more than one cell has come. */
  #hasHeader = false

  constructor(merges: readonly Merge[]) {
    this.#merges = merges
  }

  /** Takes the next row; answers those that are whole. */
  add(at: number, cells: readonly string[]): readonly SheetRow[] {
    this.#open = this.#open.filter(({ merge }) => merge.bottom >= at)
    let merged = 0
    const isAlone = cells.filter((cell) => cell !== '').length === 1
    for (; this.#next < this.#merges.length; this.#next++) {
      const merge = this.#merges[this.#next]!
      if (merge.top > at) break
      if (merge.top < at || (isAlone && merge.right > merge.left)) continue
      this.#open.push({ merge, value: cells[merge.left] ?? '' })
      if (merge.right > merge.left) merged++
    }
    const filled = [...cells]
    for (const { merge, value } of this.#open)
      for (let column = merge.left; column <= merge.right && value !== ''; column++) {
        while (filled.length < column) filled.push('')
        filled[column] = value
      }
    const row = { at, cells: filled }
    const upper = this.#upper
    this.#upper = null
    if (upper !== null) {
      if (upper.at === at - 1) return [{ at, cells: joinedNames(upper.cells, filled) }]
      return [upper, row]
    }
    const isHeader = !this.#hasHeader && merged > 0
    this.#hasHeader ||= filled.filter((cell) => cell !== '').length > 1
    if (!isHeader) return [row]
    this.#upper = row
    return []
  }

  /** The row that waited for one below it. */
  last(): SheetRow | null {
    return this.#upper
  }
}

function joinedNames(upper: readonly string[], lower: readonly string[]): readonly string[] {
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, column) => {
    const [above = '', below = ''] = [upper[column], lower[column]]
    return above === '' || above === below ? below : below === '' ? above : `${above} ${below}`
  })
}
