/**
 * The quantile of sorted values, between neighbours in proportion (Hyndman and Fan's type 7, R's and DuckDB's
 * quantile_cont). NaN for no values.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below + (above - below) * (place - Math.floor(place))
}

/** Moves values so that the one at `place` is where sorting would put it, none before it greater, none after it less. */
function select(values: Float64Array, place: number): void {
  let [from, to] = [0, values.length - 1]
  while (from < to) {
    const pivot = values[(from + to) >>> 1]!
    let [low, high] = [from, to]
    while (low <= high) {
      while (values[low]! < pivot) low += 1
      while (values[high]! > pivot) high -= 1
      if (low > high) break
      ;[values[low], values[high]] = [values[high]!, values[low]!]
      low += 1
      high -= 1
    }
    if (place <= high) to = high
    else if (place >= low) from = low
    else return
  }
}

/** The value that would stand at `place` if they were sorted; they are moved. */
export function nthSmallest(values: Float64Array, place: number): number {
  select(values, place)
  return values[place]!
}

/** The same of values in any order, which are moved; without sorting them all. NaN for none. */
export function quantileOf(values: Float64Array, share: number): number {
  return quantilesOf(values, [share])[0]!
}

/** Several quantiles of values in any order, which are moved; `shares` ascend. NaN for no values. */
export function quantilesOf(values: Float64Array, shares: readonly number[]): readonly number[] {
  // Those from `from` on are not less than all before them.
  let from = 0
  return shares.map((share) => {
    if (values.length === 0) return Number.NaN
    const place = share * (values.length - 1)
    const below = Math.floor(place)
    select(values.subarray(from), below - from)
    from = below
    if (below === place) return values[below]!
    let above = Infinity
    for (let at = below + 1; at < values.length; at += 1) if (values[at]! < above) above = values[at]!
    return values[below]! + (above - values[below]!) * (place - below)
  })
}

/** The median of values in any order; NaN for none. */
export const median = (values: ArrayLike<number>): number => quantile(Float64Array.from(values).sort(), 0.5)

/** Makes the MAD of normal values their standard deviation: 1 / the 0.75 quantile of the normal curve. */
export const MAD_TO_DEVIATION = 1.4826

/** The median absolute deviation from the median, not scaled; NaN for no values. */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const middle = median(values)
  return median(Array.from(values, (value) => Math.abs(value - middle)))
}
