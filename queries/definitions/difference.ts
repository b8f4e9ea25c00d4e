import { normalQuantile } from '../../src-renderer/stats/normal'

/** How two definitions count the users of a figure, each user once; `eligible` are those whom a definition could count. */
export interface FigureCounts {
  readonly both: number
  readonly only_a: number
  readonly only_b: number
  readonly eligible_a: number
  readonly eligible_b: number
  readonly eligible_both: number
  /** Counted by A, eligible by B. */
  readonly a_eligible_b: number
  /** Counted by B, eligible by A. */
  readonly b_eligible_a: number
}

/** Both rates and what B has more, in percent and percentage points. */
interface Difference {
  readonly a: number
  readonly b: number
  readonly difference: number
  readonly low: number
  readonly high: number
}

/**
 * B's rate less A's with its 95 % interval; null where a definition has nobody whom it could count. Both rates are of
 * the same users, so their errors go together: a user adds (counted − rate) / eligible to each side where it could
 * count, and the variance is the sum of the squares of what users add to the difference (the delta method).
 */
export function rateDifference(counts: FigureCounts): Difference | null {
  const { eligible_a: ofA, eligible_b: ofB } = counts
  if (ofA === 0 || ofB === 0) return null
  const [a, b] = [(counts.both + counts.only_a) / ofA, (counts.both + counts.only_b) / ofB]
  const together =
    (counts.both - a * counts.b_eligible_a - b * counts.a_eligible_b + a * b * counts.eligible_both) / (ofA * ofB)
  const variance = Math.max(0, (a * (1 - a)) / ofA + (b * (1 - b)) / ofB - 2 * together)
  const margin = normalQuantile(0.975) * Math.sqrt(variance)
  return {
    a: 100 * a,
    b: 100 * b,
    difference: 100 * (b - a),
    low: 100 * Math.max(-1, b - a - margin),
    high: 100 * Math.min(1, b - a + margin),
  }
}
