import { elementAt } from '../../base/required'
import type { ResultValue } from '../contract/result'
import { rankTexts, type Ranks } from './rankTexts'

/** The different values of a column in order; NaN has to have a place, and DuckDB puts it above all numbers. */
function inOrder(values: ReadonlySet<ResultValue>): readonly ResultValue[] {
  return [...values].sort((a, b) => {
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

function ranksOf(values: readonly ResultValue[]): Ranks {
  const isAll = (type: string): boolean => values.every((value) => value === null || typeof value === type)
  if (isAll('number')) {
    const sorted = numbersInOrder(Float64Array.from(values.filter((value) => value !== null) as readonly number[]))
    const ranks = Int32Array.from(values, (value) => (value === null ? -1 : placeIn(sorted, Number(value))))
    return { ranks, count: sorted.length }
  }
  if (isAll('string')) return rankTexts(values as readonly (string | null)[])
  const sorted = inOrder(new Set(values.filter((value) => value !== null)))
  const places = new Map(sorted.map((value, place) => [value, place]))
  return { ranks: Int32Array.from(values, (value) => places.get(value) ?? -1), count: sorted.length }
}

/** Row numbers in the order of a column's values: stable, NULLs last in both directions. */
export function orderOfValues(values: readonly ResultValue[], descending: boolean): Uint32Array {
  const { length } = values
  const { ranks, count: most } = ranksOf(values)
  // Rank and row as one number: those are sorted without a comparison of ours, a million in a tenth of a second.
  const keys = Float64Array.from(ranks, (rank, row) => {
    const place = rank === -1 ? most : descending ? most - 1 - rank : rank
    return place * length + row
  }).sort()
  return Uint32Array.from(keys, (key) => key % length)
}
