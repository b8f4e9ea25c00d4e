import { tQuantile, tTwoSided } from './distributions'
import type { Difference } from './proportions'

/** A sample by its size, mean and variance (over n - 1). */
export interface Sample {
  readonly count: number
  readonly mean: number
  readonly variance: number
}

/** Welch's comparison, with its degrees of freedom. */
export interface MeanDifference extends Difference {
  readonly degrees: number
}

/**
 * Welch's t test of two means with its interval (Welch 1947; degrees of freedom after Satterthwaite 1946). Null where a
 * side has fewer than two values. Without any spread the interval is the difference itself; p is 1 for no difference,
 * else 0.
 */
export function welch(treatment: Sample, control: Sample, confidence = 0.95): MeanDifference | null {
  if (treatment.count < 2 || control.count < 2) return null
  const [one, two] = [treatment.variance / treatment.count, control.variance / control.count]
  const difference = treatment.mean - control.mean
  if (one + two === 0)
    return {
      difference,
      low: difference,
      high: difference,
      statistic: null,
      degrees: Infinity,
      p: difference === 0 ? 1 : 0,
    }
  const error = Math.sqrt(one + two)
  const degrees = (one + two) ** 2 / (one ** 2 / (treatment.count - 1) + two ** 2 / (control.count - 1))
  const half = tQuantile((1 + confidence) / 2, degrees) * error
  const statistic = difference / error
  return {
    difference,
    low: difference - half,
    high: difference + half,
    statistic,
    degrees,
    p: tTwoSided(statistic, degrees),
  }
}
