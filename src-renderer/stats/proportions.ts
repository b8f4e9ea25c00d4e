import { normalQuantile, normalTwoSided } from './normal'
import { wilson, type Interval } from './wilson'

/** Successes of trials: users who converted, of all users. */
export interface Count {
  readonly successes: number
  readonly trials: number
}

/** A difference (treatment less control) with its interval and two-sided p. Shares from 0 to 1. */
export interface Difference extends Interval {
  readonly difference: number
  /** The test's statistic: z or t. Null where both sides show no spread. */
  readonly statistic: number | null
  readonly p: number
}

const shareOf = ({ successes, trials }: Count): number => successes / trials

/**
 * The z test of two shares: the test with the pooled share, the interval with each side's own (Wald), as in Agresti,
 * Introduction to Categorical Data Analysis, 2.2. Null where a side has no trials. Where nobody or everybody succeeded
 * on both sides there is nothing to test: p is 1.
 */
export function compareProportions(treatment: Count, control: Count, confidence = 0.95): Difference | null {
  if (treatment.trials === 0 || control.trials === 0) return null
  const difference = shareOf(treatment) - shareOf(control)
  const pooled = (treatment.successes + control.successes) / (treatment.trials + control.trials)
  const testError = Math.sqrt(pooled * (1 - pooled) * (1 / treatment.trials + 1 / control.trials))
  const variance = (count: Count): number => (shareOf(count) * (1 - shareOf(count))) / count.trials
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(variance(treatment) + variance(control))
  const statistic = testError === 0 ? null : difference / testError
  return {
    difference,
    low: difference - half,
    high: difference + half,
    statistic,
    p: statistic === null ? 1 : normalTwoSided(statistic),
  }
}

/**
 * Newcombe's interval of a difference of shares, from two Wilson intervals (Newcombe 1998, Statistics in Medicine 17,
 * method 10): right for small samples too, where Wald's is too short and may leave -1 to 1. Null where a side has no
 * trials.
 */
export function newcombe(treatment: Count, control: Count, confidence = 0.95): Interval | null {
  if (treatment.trials === 0 || control.trials === 0) return null
  const [first, second] = [shareOf(treatment), shareOf(control)]
  const one = wilson(treatment.successes, treatment.trials, confidence)
  const two = wilson(control.successes, control.trials, confidence)
  const difference = first - second
  return {
    low: difference - Math.hypot(first - one.low, two.high - second),
    high: difference + Math.hypot(one.high - first, second - two.low),
  }
}
