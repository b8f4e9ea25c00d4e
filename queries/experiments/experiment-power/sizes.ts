import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import {
  detectableMean,
  detectableRise,
  powerForMeans,
  powerForProportions,
  sizeForMeans,
  sizeForProportions,
  type Certainty,
} from '../../../src-renderer/stats/power'
import { unitOf, type Metric } from '../metric'
import type { Row } from './columns'

/** A metric before an experiment: shares 0 to 1. */
export interface Baseline {
  readonly kind: Metric['kind']
  readonly mean: number
  /** Standard deviation between users; of a ratio that of what each user adds to it. */
  readonly deviation: number
  readonly usersPerDay: number
}

/** What is planned, read from the parameters. */
export interface Planned {
  /** Changes to find, as % of the baseline. */
  readonly lifts: readonly number[]
  readonly days: number
  readonly certainty: Certainty
}

/** The lifts of the table when none is chosen. */
const LIFTS = [1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50]

const number = (values: ParameterValues, name: string, fallback: number): number =>
  typeof values[name] === 'number' ? values[name] : fallback

export function readPlanned(values: ParameterValues): Planned {
  return {
    days: number(values, 'days', 14),
    lifts: typeof values['lift'] === 'number' ? [values['lift']] : LIFTS,
    certainty: {
      alpha: 1 - number(values, 'confidence', 95) / 100,
      power: number(values, 'power', 80) / 100,
      ratio: number(values, 'ratio', 1),
    },
  }
}

/** The smallest lift in % that the users of the days find; null where none is. */
export function detectableLift(
  { kind, mean, deviation, usersPerDay }: Baseline,
  { days, certainty }: Planned,
): number | null {
  const controls = (usersPerDay * days) / (1 + certainty.ratio)
  if (controls === 0) return null
  const rise =
    kind === 'share'
      ? detectableRise(mean, controls, certainty)
      : detectableMean(deviation, deviation, controls, certainty)
  return rise === null ? null : (100 * rise) / mean
}

/**
 * For each lift the users and days that it needs, and the power that the users of the days have. Counts are whole users,
 * null where the lift cannot be (a share above 100 %) or never ends.
 */
export function sizesOf(
  { kind, mean, deviation, usersPerDay }: Baseline,
  { lifts, days, certainty }: Planned,
): readonly Row[] {
  const { alpha, ratio } = certainty
  const shares = kind === 'share'
  const unit = unitOf(kind)
  const controls = (usersPerDay * days) / (1 + ratio)
  return lifts.map((lift): Row => {
    const target = mean * (1 + lift / 100)
    const row = { lift_pct: lift, baseline: unit * mean, target: unit * target }
    const size = shares
      ? target > 1
        ? Infinity
        : sizeForProportions(mean, target, certainty)
      : sizeForMeans(target - mean, deviation, deviation, certainty)
    if (!(size > 0) || !Number.isFinite(size))
      return { ...row, control_users: null, treatment_users: null, users: null, days: null, power_pct: null }
    const [control, treatment] = [Math.ceil(size), Math.ceil(size * ratio)]
    const power =
      controls === 0
        ? null
        : shares
          ? powerForProportions(mean, target, controls, alpha, ratio)
          : powerForMeans(target - mean, deviation, deviation, controls, alpha, ratio)
    return {
      ...row,
      control_users: control,
      treatment_users: treatment,
      users: control + treatment,
      days: usersPerDay === 0 ? null : (control + treatment) / usersPerDay,
      power_pct: power === null ? null : 100 * power,
    }
  })
}
