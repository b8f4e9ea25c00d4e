import type { PartRows } from '../../../src-renderer/query/analysis/partsResult'
import { quantileOf } from '../../../src-renderer/stats/spread'
import type { AmountLists } from './cellColumns'
import type { Cell } from './cellNumbers'
import { wholeQuantiles } from './wholeNumbers'

/** The amounts of some lists as one. */
function together(lists: readonly (readonly number[])[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}

/** `bucket`, `place` from 1 and `value`: the quantile of each window of so many buckets that holds an amount. */
export async function windowQuantiles(
  cells: readonly Cell[],
  column: AmountLists,
  window: number,
  pace: () => Promise<void>,
): Promise<PartRows['rows']> {
  const places = new Map<number, Map<number, readonly number[]>>()
  for (const { bucket, place, cell } of cells) {
    const amounts = column.amounts(cell)
    if (amounts.length === 0) continue
    const buckets = places.get(place) ?? new Map<number, readonly number[]>()
    places.set(place, buckets.set(bucket, amounts))
  }
  const rows: PartRows['rows'][number][] = []
  for (const [place, buckets] of places) {
    const counted = await wholeQuantiles(buckets, column.share, window, pace)
    if (counted !== null) {
      for (const [bucket, value] of counted) rows.push({ bucket, place: place + 1, value })
      continue
    }
    const ends = new Set(
      [...buckets.keys()].flatMap((bucket) => Array.from({ length: window }, (_, on) => bucket + on)),
    )
    for (const end of ends) {
      await pace()
      const lists = Array.from({ length: window }, (_, back) => buckets.get(end - back) ?? [])
      rows.push({ bucket: end, place: place + 1, value: quantileOf(together(lists), column.share) })
    }
  }
  return rows
}
