/** Amounts that are whole numbers close to each other are counted by value: so many values apart, at most. */
const MOST_APART = 1 << 16

/** The amounts of some buckets by their numbers. */
export type BucketAmounts = ReadonlyMap<number, readonly number[]>

interface Range {
  readonly least: number
  readonly size: number
}

/** The values between the least amount and the greatest; null where they are not whole or too far apart. */
function rangeOf(buckets: BucketAmounts): Range | null {
  let [least, most] = [Infinity, -Infinity]
  for (const amounts of buckets.values())
    for (let at = 0; at < amounts.length; at += 1) {
      const amount = amounts[at]!
      if (!Number.isInteger(amount)) return null
      if (amount < least) least = amount
      if (amount > most) most = amount
    }
  return most - least < MOST_APART ? { least, size: most - least + 1 } : null
}

/** The value at a share of sorted values, between neighbours in proportion, of how often there is each value. */
export function quantileOfCounts(counts: Int32Array, total: number, share: number, least: number): number {
  const place = share * (total - 1)
  const below = Math.floor(place)
  let [value, seen] = [0, counts[0]!]
  while (seen <= below) seen += counts[(value += 1)]!
  if (below === place) return least + value
  let next = value
  if (seen <= below + 1)
    do next += 1
    while (counts[next] === 0)
  return least + value + (next - value) * (place - below)
}

/**
 * The quantile of each window of so many buckets that holds an amount, by the number of its last bucket: from window to
 * window only what comes in and goes out is counted. Null where amounts are no whole numbers close to each other, or so
 * few that looking at each is less work.
 */
export async function wholeQuantiles(
  buckets: BucketAmounts,
  share: number,
  window: number,
  pace: () => Promise<void>,
): Promise<ReadonlyMap<number, number> | null> {
  const range = rangeOf(buckets)
  if (range === null) return null
  const numbers = [...buckets.keys()].toSorted((a, b) => a - b)
  const last = numbers.at(-1)! + window - 1
  const amounts = numbers.reduce((sum, bucket) => sum + buckets.get(bucket)!.length, 0)
  if ((last - numbers[0]! + 1) * range.size > amounts * window) return null
  const counts = new Int32Array(range.size)
  let total = 0
  const move = (bucket: number, by: 1 | -1): void => {
    const own = buckets.get(bucket) ?? []
    for (let at = 0; at < own.length; at += 1) counts[own[at]! - range.least]! += by
    total += by * own.length
  }
  const found = new Map<number, number>()
  for (let end = numbers[0]!; end <= last; end += 1) {
    await pace()
    move(end, 1)
    move(end - window, -1)
    if (total > 0) found.set(end, quantileOfCounts(counts, total, share, range.least))
  }
  return found
}
