import { normalCdf, normalQuantile } from './normal'

/** How sure a test shall be. */
export interface Certainty {
  /** The two-sided level: 0.05. */
  readonly alpha: number
  /** The chance to find the difference if it is there: 0.8. */
  readonly power: number
  /** Users of the treatment for each user of the control. */
  readonly ratio: number
}

/**
 * A difference of shares (0 to 1) or of means, with the standard deviations when there is none and when it is there.
 */
interface Planned {
  readonly difference: number
  /**
   * Standard deviation of the difference times the root of the control's size, under no difference and under this one.
   */
  readonly nullSpread: number
  readonly spread: number
}

const shareSpread = (share: number): number => share * (1 - share)

function plannedShares(control: number, treatment: number, ratio: number): Planned {
  const pooled = (control + ratio * treatment) / (1 + ratio)
  return {
    difference: treatment - control,
    nullSpread: Math.sqrt(shareSpread(pooled) * (1 + 1 / ratio)),
    spread: Math.sqrt(shareSpread(control) + shareSpread(treatment) / ratio),
  }
}

function plannedMeans(
  difference: number,
  controlDeviation: number,
  treatmentDeviation: number,
  ratio: number,
): Planned {
  const spread = Math.sqrt(controlDeviation ** 2 + treatmentDeviation ** 2 / ratio)
  return { difference, nullSpread: spread, spread }
}

function sizeOf({ difference, nullSpread, spread }: Planned, { alpha, power }: Certainty): number {
  return ((normalQuantile(1 - alpha / 2) * nullSpread + normalQuantile(power) * spread) / difference) ** 2
}

function powerOf({ difference, nullSpread, spread }: Planned, size: number, alpha: number): number {
  return normalCdf((Math.abs(difference) * Math.sqrt(size) - normalQuantile(1 - alpha / 2) * nullSpread) / spread)
}

/**
 * Users of the control that a test of two shares needs, not rounded (Fleiss, Statistical Methods for Rates and
 * Proportions, without continuity correction; R's power.prop.test for equal groups). Infinity for equal shares.
 */
export const sizeForProportions = (control: number, treatment: number, certainty: Certainty): number =>
  sizeOf(plannedShares(control, treatment, certainty.ratio), certainty)

/** The chance that a test with that many users of the control finds the difference of two shares. */
export const powerForProportions = (
  control: number,
  treatment: number,
  size: number,
  alpha: number,
  ratio: number,
): number => powerOf(plannedShares(control, treatment, ratio), size, alpha)

/**
 * Users of the control that a test of two means needs, not rounded (normal curve; Rosner, Fundamentals of
 * Biostatistics, 8.10).
 */
export const sizeForMeans = (
  difference: number,
  controlDeviation: number,
  treatmentDeviation: number,
  certainty: Certainty,
): number => sizeOf(plannedMeans(difference, controlDeviation, treatmentDeviation, certainty.ratio), certainty)

/** The chance that a test with that many users of the control finds the difference of two means. */
export const powerForMeans = (
  difference: number,
  controlDeviation: number,
  treatmentDeviation: number,
  size: number,
  alpha: number,
  ratio: number,
): number => powerOf(plannedMeans(difference, controlDeviation, treatmentDeviation, ratio), size, alpha)

/**
 * The smallest rise of a mean that a test of that size finds with that power.
 * Same unit as the deviations.
 */
export const detectableMean = (
  controlDeviation: number,
  treatmentDeviation: number,
  size: number,
  { alpha, power, ratio }: Certainty,
): number =>
  (normalQuantile(1 - alpha / 2) + normalQuantile(power)) *
  Math.sqrt((controlDeviation ** 2 + treatmentDeviation ** 2 / ratio) / size)

/** Rises that are tried before halving: the size that a rise needs need not fall all the way up to a share of 1. */
const RISES = 1000

/**
 * The smallest rise of a share (0 to 1) that a test of that size finds with that power; null where even large ones are
 * not found.
 */
export function detectableRise(control: number, size: number, certainty: Certainty): number | null {
  const found = (rise: number): boolean => sizeForProportions(control, control + rise, certainty) <= size
  const step = (1 - control) / RISES
  const first = Array.from({ length: RISES }, (_, at) => (at + 1) * step).find(found)
  if (first === undefined) return null
  let [low, high] = [first - step, first]
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2
    if (found(middle)) high = middle
    else low = middle
  }
  return high
}
