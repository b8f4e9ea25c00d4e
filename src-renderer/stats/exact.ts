import gammaln from '@stdlib/math-base-special-gammaln'
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import type { Count } from './proportions'
import type { Interval } from './wilson'

/** Two outcomes count as equally likely when they differ by rounding alone; as R's exact tests do. */
const TIE = 1 + 1e-7

const logChoose = (n: number, k: number): number => gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

/**
 * The probability of all outcomes that are at most as likely as the one seen. `logs` are the outcomes' log
 * probabilities.
 */
function twoSided(logs: Float64Array, seen: number): number {
  const limit = logs[seen]! + Math.log(TIE)
  let sum = 0
  for (const log of logs) if (log <= limit) sum += Math.exp(log)
  return Math.min(1, sum)
}

/**
 * The exact two-sided binomial test that the share is `share` (0 to 1): the sum of all outcomes at most as likely as
 * the one seen.
 */
export function binomialTest({ successes, trials }: Count, share: number): number {
  if (share === 0 || share === 1) return successes === share * trials ? 1 : 0
  const logs = Float64Array.from(
    { length: trials + 1 },
    (_, k) => logChoose(trials, k) + k * Math.log(share) + (trials - k) * Math.log1p(-share),
  )
  return twoSided(logs, successes)
}

/** The exact interval of a share (Clopper and Pearson 1934); 0 to 1 without trials. */
export function clopperPearson({ successes, trials }: Count, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  }
}

/**
 * Fisher's exact two-sided test that two shares are the same: with all margins held, the sum of the tables at most as
 * likely as the one seen (as R's fisher.test). Time and memory grow with the smaller margin.
 */
export function fisherTest(treatment: Count, control: Count): number {
  const successes = treatment.successes + control.successes
  const fewest = Math.max(0, successes - control.trials)
  const most = Math.min(successes, treatment.trials)
  const all = logChoose(treatment.trials + control.trials, successes)
  const logs = Float64Array.from(
    { length: most - fewest + 1 },
    (_, at) => logChoose(treatment.trials, fewest + at) + logChoose(control.trials, successes - fewest - at) - all,
  )
  return twoSided(logs, treatment.successes - fewest)
}

/**
 * True where the z test's normal curve is a poor fit: some cell of the two-by-two table is expected to hold fewer than
 * 5 (Cochran 1954).
 */
export function needsExact(treatment: Count, control: Count): boolean {
  const all = treatment.trials + control.trials
  const successes = treatment.successes + control.successes
  return Math.min(treatment.trials, control.trials) * Math.min(successes, all - successes) < 5 * all
}
