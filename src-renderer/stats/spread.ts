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

/** The same of values in any order, which may be moved; without sorting them all. NaN for none. */
export function quantileOf(values: Float64Array, share: number): number {
  return quantilesOf(values, [share])[0]!
}

/** From how many values on counting them by size is quicker than moving them. */
const MANY = 2048
const BINS = 4096

/**
 * The values at some places if they were sorted, of many: they are counted by size in equal bins, and only those of the
 * bin with the place are put in order. Null where sizes cannot be told so.
 */
function binned(values: Float64Array): ((place: number) => number) | null {
  let [least, most] = [Infinity, -Infinity]
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!
    if (value < least) least = value
    if (value > most) most = value
  }
  const scale = BINS / (most - least)
  if (!Number.isFinite(scale) || scale === 0) return null
  const ends = new Int32Array(BINS + 1)
  // The greatest value has a bin of its own.
  for (let at = 0; at < values.length; at += 1) ends[((values[at]! - least) * scale) | 0]! += 1
  for (let bin = 1; bin <= BINS; bin += 1) ends[bin]! += ends[bin - 1]!
  if (ends[BINS] !== values.length) return null
  let known = { bin: -1, begin: 0, own: new Float64Array() }
  return (place) => {
    let bin = 0
    while (ends[bin]! <= place) bin += 1
    if (bin !== known.bin) {
      const begin = bin === 0 ? 0 : ends[bin - 1]!
      const own = new Float64Array(ends[bin]! - begin)
      let count = 0
      for (let at = 0; at < values.length; at += 1)
        if ((((values[at]! - least) * scale) | 0) === bin) own[count++] = values[at]!
      known = { bin, begin, own }
    }
    return nthSmallest(known.own, place - known.begin)
  }
}

/** Several quantiles of values in any order, which may be moved; `shares` ascend. NaN for no values. */
export function quantilesOf(values: Float64Array, shares: readonly number[]): readonly number[] {
  const ofPlace = values.length < MANY ? null : binned(values)
  if (ofPlace === null) return movedQuantiles(values, shares)
  return shares.map((share) => {
    const place = share * (values.length - 1)
    const [below, above] = [ofPlace(Math.floor(place)), ofPlace(Math.ceil(place))]
    return below + (above - below) * (place - Math.floor(place))
  })
}

function movedQuantiles(values: Float64Array, shares: readonly number[]): readonly number[] {
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
