import { elementAt } from '../../src-renderer/base/required'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { CodedTexts } from '../../src-renderer/sequence/timeline'
import { NO_VALUE, OTHER } from '../events/brokenBy'

/** What those without the step that values are taken at stand under. */
export const NOT_REACHED = '(not reached)'

/** What stands in a row of its own: a text for each column, and the numbers of the values that are shown so. */
interface ShownValue {
  readonly texts: readonly string[]
  readonly codes: number[]
}

function compareLists(texts: readonly string[], others: readonly string[]): number {
  const place = texts.findIndex((text, index) => text !== others[index])
  return place < 0 ? 0 : elementAt(texts, place) < elementAt(others, place) ? -1 : 1
}

/** The values of a breakdown's columns as numbers, one for the texts of all columns together. */
export class AttemptValues {
  readonly notReached: number
  readonly none: number
  readonly #columns: readonly CodedTexts[]
  /** By the column's code for one column; by the codes of all for several. */
  readonly #ofCodes = new Map<number | string, number>()
  readonly #ofTexts = new Map<string, number>()
  readonly #texts: (readonly string[])[] = []

  constructor({ timeline }: KernelRun, columns: number) {
    this.#columns = Array.from({ length: columns }, (_, index) => timeline.text(`value_${index + 1}`))
    this.notReached = this.#numberOf(this.#columns.map(() => NOT_REACHED))
    this.none = this.#numberOf(this.#columns.map(() => NO_VALUE))
  }

  /** Whether the event of a row has a value in any of the columns. */
  has(row: number): boolean {
    return this.#columns.some(({ codes }) => codes[row]! >= 0)
  }

  /** The number of an event's value. */
  codeAt(row: number): number {
    const key =
      this.#columns.length === 1
        ? elementAt(this.#columns, 0).codes[row]!
        : this.#columns.map(({ codes }) => codes[row]!).join(' ')
    const known = this.#ofCodes.get(key)
    if (known !== undefined) return known
    const number = this.#numberOf(
      this.#columns.map(({ codes, texts }) => (codes[row]! < 0 ? NO_VALUE : elementAt(texts, codes[row]!))),
    )
    this.#ofCodes.set(key, number)
    return number
  }

  /** The values by how many attempts each has, most first: the first `limit` by themselves, the others as one. */
  shown(counts: ReadonlyMap<number, number>, limit: number): readonly ShownValue[] {
    const ranked = [...counts].map(([code, count]) => ({ code, count, texts: elementAt(this.#texts, code) }))
    ranked.sort((a, b) => b.count - a.count || compareLists(a.texts, b.texts))
    const others = this.#columns.map(() => OTHER)
    const shown = new Map<string, ShownValue>()
    for (const [place, { code, texts }] of ranked.entries()) {
      const own = place < limit ? texts : others
      const one = shown.get(JSON.stringify(own)) ?? { texts: own, codes: [] }
      one.codes.push(code)
      shown.set(JSON.stringify(own), one)
    }
    return [...shown.values()]
  }

  #numberOf(texts: readonly string[]): number {
    const key = JSON.stringify(texts)
    const known = this.#ofTexts.get(key)
    if (known !== undefined) return known
    this.#ofTexts.set(key, this.#texts.length)
    return this.#texts.push(texts) - 1
  }
}
