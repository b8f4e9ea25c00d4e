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

/** The median of values in any order; NaN for none. */
export const median = (values: ArrayLike<number>): number => quantile(Float64Array.from(values).sort(), 0.5)

/** Makes the MAD of normal values their standard deviation: 1 / the 0.75 quantile of the normal curve. */
export const MAD_TO_DEVIATION = 1.4826

/** The median absolute deviation from the median, not scaled; NaN for no values. */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const middle = median(values)
  return median(Array.from(values, (value) => Math.abs(value - middle)))
}
