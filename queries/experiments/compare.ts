import { needsExact, fisherTest } from '../../src-renderer/stats/exact'
import { welch, type Sample } from '../../src-renderer/stats/means'
import { compareProportions, newcombe, type Count } from '../../src-renderer/stats/proportions'
import type { Interval } from '../../src-renderer/stats/wilson'
import type { Metric } from './metric'

/** How often and how strongly the users of a variant did what a metric counts. */
export interface Outcome {
  readonly variant: string
  readonly users: number
  readonly converters: number
  /** Null for a ratio of nothing. */
  readonly mean: number | null
  /** Between users; of a ratio by the delta method. */
  readonly variance: number
  /** The same measure before the exposure; 0 where CUPED does not look. */
  readonly preMean: number
  readonly preVariance: number
  readonly covariance: number
}

/** A difference of treatment less control, in the metric's own unit (shares 0 to 1). */
export interface Difference extends Interval {
  readonly difference: number
  /** What the difference is compared with: the control's mean, adjusted where CUPED is used. */
  readonly base: number
  readonly p: number
  readonly test: 'z' | 'exact' | 'welch' | 'cuped' | 'delta'
}

export interface CompareOptions {
  readonly kind: Metric['kind']
  /** auto: z, and exact where the z test's curve is a poor fit. */
  readonly test: 'auto' | 'z' | 'exact'
  /** 0 to 1. */
  readonly confidence: number
  /** The slope of the metric on its value before the exposure, and that value's mean over all users; null without CUPED, of which ratios know none. */
  readonly cuped: Cuped | null
}

export interface Cuped {
  readonly slope: number
  readonly preMean: number
}

/** A spread this small beside what it is made of is rounding, not spread. */
const ROUNDING = 1e-12

/**
 * What CUPED takes off (Deng, Xu, Kohavi and Walker 2013): the slope within variants, so that a difference between them does
 * not enter it, and the mean before the exposure over all users. The slope is 0 where nobody differed before.
 */
export function cupedOf(outcomes: readonly Outcome[]): Cuped {
  const sum = (one: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + one(outcome), 0)
  const spread = sum(({ users, preVariance }) => (users - 1) * preVariance)
  const users = sum((outcome) => outcome.users)
  return {
    slope:
      spread <= ROUNDING * sum(({ users, preMean }) => users * preMean * preMean)
        ? 0
        : sum((outcome) => (outcome.users - 1) * outcome.covariance) / spread,
    preMean: users === 0 ? 0 : sum((outcome) => outcome.users * outcome.preMean) / users,
  }
}

/** A variant's sample, with what users did before taken off; null where it has no mean. */
function sampleOf(
  { users, mean, variance, preMean, preVariance, covariance }: Outcome,
  cuped: Cuped | null,
): Sample | null {
  if (mean === null) return null
  if (cuped === null) return { count: users, mean, variance }
  const { slope } = cuped
  const left = variance - 2 * slope * covariance + slope * slope * preVariance
  return {
    count: users,
    mean: mean - slope * (preMean - cuped.preMean),
    variance: left > ROUNDING * variance ? left : 0,
  }
}

function compareShares(treatment: Count, control: Count, { test, confidence }: CompareOptions): Difference | null {
  const found = compareProportions(treatment, control, confidence)
  const score = newcombe(treatment, control, confidence)
  if (found === null || score === null) return null
  const base = control.successes / control.trials
  if (test === 'exact' || (test === 'auto' && needsExact(treatment, control)))
    return { difference: found.difference, ...score, base, p: fisherTest(treatment, control), test: 'exact' }
  return { difference: found.difference, low: found.low, high: found.high, base, p: found.p, test: 'z' }
}

/**
 * Treatment against control; null where a side has too few users for the test, or no ratio. A ratio is compared by Welch's
 * test over what each user adds to it: the delta method (Deng, Knoblich and Lu 2018, "Applying the Delta Method in Metric
 * Analytics"), whose variance the outcome holds.
 */
export function compareOutcomes(treatment: Outcome, control: Outcome, options: CompareOptions): Difference | null {
  if (options.kind === 'share' && options.cuped === null) {
    const count = ({ converters, users }: Outcome): Count => ({ successes: converters, trials: users })
    return compareShares(count(treatment), count(control), options)
  }
  const [sample, base] = [sampleOf(treatment, options.cuped), sampleOf(control, options.cuped)]
  const found = sample === null || base === null ? null : welch(sample, base, options.confidence)
  return found === null || base === null
    ? null
    : {
        difference: found.difference,
        low: found.low,
        high: found.high,
        base: base.mean,
        p: found.p,
        test: options.kind === 'ratio' ? 'delta' : options.cuped === null ? 'welch' : 'cuped',
      }
}
