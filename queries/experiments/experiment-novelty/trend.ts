import { normalQuantile, normalTwoSided } from '../../../src-renderer/stats/normal'

/** A difference on a day, with its interval at a confidence from 0 to 1. */
export interface TrendPoint {
  readonly day: number
  readonly difference: number
  readonly low: number
  readonly high: number
  readonly confidence: number
}

/**
 * The straight line through differences by day, each weighed by its certainty (weighted least squares with known errors), and
 * the two-sided p of no slope. Days are taken as independent, though the same users stand behind them. Null below three days with a spread.
 */
export function trendOf(points: readonly TrendPoint[]): { readonly slope: number; readonly p: number } | null {
  const weighed = points.flatMap(({ day, difference, low, high, confidence }) => {
    const error = (high - low) / 2 / normalQuantile((1 + confidence) / 2)
    return error > 0 ? [{ day, difference, weight: 1 / (error * error) }] : []
  })
  if (weighed.length < 3) return null
  const sum = (one: (point: (typeof weighed)[number]) => number): number =>
    weighed.reduce((total, point) => total + one(point), 0)
  const weight = sum((one) => one.weight)
  const day = sum((one) => one.weight * one.day) / weight
  const spread = sum((one) => one.weight * (one.day - day) ** 2)
  const slope = sum((one) => one.weight * (one.day - day) * one.difference) / spread
  return { slope, p: normalTwoSided(slope * Math.sqrt(spread)) }
}
