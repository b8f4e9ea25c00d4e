import { chiSquareTail } from './distributions'

/** Pearson's chi-square test of counts against shares. */
export interface GoodnessOfFit {
  readonly statistic: number
  readonly degrees: number
  readonly p: number
}

/**
 * Tests that counts came out as `shares` say (any positive weights; they are scaled to 1): for an experiment, that
 * users were split as planned. Null for fewer than two groups or no counts at all.
 */
export function goodnessOfFit(counts: readonly number[], shares: readonly number[]): GoodnessOfFit | null {
  const all = counts.reduce((sum, count) => sum + count, 0)
  const weight = shares.reduce((sum, share) => sum + share, 0)
  if (counts.length < 2 || all === 0) return null
  const statistic = counts.reduce((sum, count, at) => {
    const expected = (all * shares[at]!) / weight
    return sum + (count - expected) ** 2 / expected
  }, 0)
  return { statistic, degrees: counts.length - 1, p: chiSquareTail(statistic, counts.length - 1) }
}
