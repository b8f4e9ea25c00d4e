import { elementAt } from '../../base/required'
import type { ResultTable, ResultValue } from '../../query/contract/result'

export interface SortOrder {
  readonly column: number
  readonly descending: boolean
}

/** Sorting reads a column out of the result: above this many rows it waits for ORDER BY. */
export const SORTABLE_ROWS = 2_000_000
/** Comparing texts as people read them is slow: more different ones than these are compared by their characters. */
const COLLATED_TEXTS = 200_000

const COLLATOR = new Intl.Collator('en', { numeric: true })

/** The different values of a column in order; NaN has to have a place, and DuckDB puts it above all numbers. */
function inOrder(values: ReadonlySet<ResultValue>, isCollated: boolean): readonly ResultValue[] {
  const all = [...values]
  // Without a comparison of ours, texts are sorted by their characters, and much faster.
  if (!isCollated && all.every((value) => typeof value === 'string')) return all.sort()
  return all.sort((a, b) => {
    if (typeof a === 'string' && typeof b === 'string' && isCollated) return COLLATOR.compare(a, b)
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return a! < b! ? -1 : a! > b! ? 1 : 0
  })
}

/** The different numbers in order, NaN last; -0 is 0. */
function numbersInOrder(numbers: Float64Array): Float64Array {
  const sorted = numbers.toSorted()
  let count = 0
  for (const number of sorted) {
    const last = sorted[count - 1]
    if (count === 0 || !(number === last || (Number.isNaN(number) && Number.isNaN(last)))) sorted[count++] = number
  }
  return sorted.subarray(0, count)
}

/** The place of a number among those in order. */
function placeIn(sorted: Float64Array, number: number): number {
  if (Number.isNaN(number)) return sorted.length - 1
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (elementAt(sorted, middle) < number) low = middle + 1
    else high = middle
  }
  return low
}

/** The rank of each row's value from 0 on, equal for equal ones; -1 for NULL. And how many ranks there are. */
function ranksOf(values: readonly ResultValue[]): { readonly ranks: Int32Array; readonly count: number } {
  const known = values.filter((value) => value !== null)
  if (known.every((value) => typeof value === 'number')) {
    const sorted = numbersInOrder(Float64Array.from(known))
    const ranks = Int32Array.from(values, (value) => (value === null ? -1 : placeIn(sorted, Number(value))))
    return { ranks, count: sorted.length }
  }
  const places = new Map<ResultValue, number>()
  let count = 0
  let before: ResultValue = null
  const different = new Set(known)
  const isCollated = different.size <= COLLATED_TEXTS
  for (const value of inOrder(different, isCollated)) {
    // Texts that are read alike ("1" and "01") keep the order of their rows.
    const isSame =
      isCollated && typeof before === 'string' && typeof value === 'string' && COLLATOR.compare(before, value) === 0
    if (!isSame && places.size > 0) count++
    places.set(value, count)
    before = value
  }
  return { ranks: Int32Array.from(values, (value) => places.get(value) ?? -1), count: count + 1 }
}

/**
 * Row numbers in the order asked for: stable, NULLs last in both directions. Null (the result's own order) is the
 * identity.
 */
export function sortRows(table: ResultTable, order: SortOrder | null): Uint32Array {
  const count = table.rowCount
  const rows = Uint32Array.from({ length: count }, (_, row) => row)
  if (order === null) return rows
  const { ranks, count: most } = ranksOf(Array.from(rows, (row) => table.value(row, order.column)))
  // Rank and row as one number: those are sorted without a comparison of ours, a million in a tenth of a second.
  const keys = Float64Array.from(ranks, (rank, row) => {
    const place = rank === -1 ? most : order.descending ? most - 1 - rank : rank
    return place * count + row
  }).sort()
  return Uint32Array.from(keys, (key) => key % count)
}
