import { normalQuantile } from './normal'
import { fisherTest, needsExact } from './exact'
import { compareProportions, type Count } from './proportions'
import type { Interval } from './wilson'

/**
 * The interval of a ratio of two shares, on the logarithm's scale (Katz, Baptista, Azen and Pike 1978, Biometrics 34). Null
 * where a side has none, so that the ratio or its logarithm is not defined.
 */
export function ratioInterval(one: Count, other: Count, confidence = 0.95): Interval | null {
  if (one.successes === 0 || other.successes === 0) return null
  const ratio = one.successes / one.trials / (other.successes / other.trials)
  const error = Math.sqrt(1 / one.successes - 1 / one.trials + 1 / other.successes - 1 / other.trials)
  const factor = Math.exp(normalQuantile((1 + confidence) / 2) * error)
  return { low: ratio / factor, high: ratio * factor }
}

/** Two-sided p that both sides had it equally often: Fisher's exact test for small counts, else the z test. Null where a side is empty. */
export function equalSharesP(one: Count, other: Count): number | null {
  if (one.trials === 0 || other.trials === 0) return null
  return needsExact(one, other) ? fisherTest(one, other) : (compareProportions(one, other)?.p ?? null)
}
