import { elementAt } from '../base/required'
import { tQuantile, tTwoSided } from './distributions'
import type { Difference } from './proportions'

/** Of a mean, what is lost in sums of fractions. */
const ROUNDING = 1e-12

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

/** Values as a sample; of one value the variance is 0. */
export function sampleOf(values: ArrayLike<number>): Sample {
  const count = values.length
  let [sum, squares] = [0, 0]
  for (let at = 0; at < count; at += 1) sum += values[at]!
  const mean = count === 0 ? 0 : sum / count
  for (let at = 0; at < count; at += 1) squares += (values[at]! - mean) ** 2
  return { count, mean, variance: count < 2 ? 0 : squares / (count - 1) }
}

/**
 * The paired t test (Student 1908): each treatment value less the control value of the same place. Null for fewer than
 * two pairs. Without any spread the interval is the difference itself; p is 1 for no difference, else 0.
 */
export function paired(
  treatment: readonly number[],
  control: readonly number[],
  confidence = 0.95,
): MeanDifference | null {
  const differences = treatment.map((value, at) => value - elementAt(control, at))
  const { count, mean: difference, variance } = sampleOf(differences)
  if (count < 2) return null
  const degrees = count - 1
  const error = Math.sqrt(variance / count)
  if (error <= ROUNDING * Math.abs(difference))
    return { difference, low: difference, high: difference, statistic: null, degrees, p: difference === 0 ? 1 : 0 }
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
