import { normalQuantile } from './normal'

/** An interval of a share, a difference or a mean; same unit as the estimate. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Wilson's score interval of a share, without continuity correction (Wilson 1927; Newcombe 1998, method 3). Shares from
 * 0 to 1; no trials give 0 to 1. Throws a RangeError for counts that no sample can have.
 */
export function wilson(successes: number, trials: number, confidence = 0.95): Interval {
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${successes} successes of ${trials} trials`)
  if (trials === 0) return { low: 0, high: 1 }
  const z = normalQuantile((1 + confidence) / 2)
  const share = successes / trials
  const centre = share + (z * z) / (2 * trials)
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  const scale = 1 + (z * z) / trials
  // The ends are exactly 0 and 1 where no or all trials succeeded; arithmetic alone gives 1e-17.
  return {
    low: successes === 0 ? 0 : (centre - half) / scale,
    high: successes === trials ? 1 : (centre + half) / scale,
  }
}
