import { DAY_STOPS } from '../events/spanStops'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'

/** A user's stages on a date, in the order in which charts and tables show them. */
export const STAGES = ['new', 'active', 'at_risk', 'churned'] as const
export type Stage = (typeof STAGES)[number]

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  new: 'New',
  active: 'Active',
  at_risk: 'At risk',
  churned: 'Churned',
}

/** Where one stage ends and the next begins, in days. */
export interface Thresholds {
  readonly newDays: number
  readonly atRiskDays: number
  readonly churnedDays: number
}

const DEFAULTS: Thresholds = { newDays: 7, atRiskDays: 7, churnedDays: 30 }

export const STAGE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'new_days',
    type: 'integer',
    label: 'New for',
    default: DEFAULTS.newDays,
    min: 0,
    max: 3660,
    stops: DAY_STOPS,
    help: 'Days from the first active one on which a user is new, that day included.',
  },
  {
    name: 'at_risk_days',
    type: 'integer',
    label: 'At risk after',
    default: DEFAULTS.atRiskDays,
    min: 1,
    max: 3660,
    stops: DAY_STOPS,
    help: 'Days since the last active one from which a user is at risk.',
  },
  {
    name: 'churned_days',
    type: 'integer',
    label: 'Churned after',
    default: DEFAULTS.churnedDays,
    min: 2,
    max: 3660,
    stops: DAY_STOPS.slice(1),
    help: 'Days since the last active one from which a user has churned.',
  },
]

/** Reads the thresholds. Throws `bad-parameter` when users would churn before they are at risk. */
export function readThresholds(values: ParameterValues): Thresholds {
  const number = (name: string, standard: number): number =>
    typeof values[name] === 'number' ? values[name] : standard
  const thresholds = {
    newDays: number('new_days', DEFAULTS.newDays),
    atRiskDays: number('at_risk_days', DEFAULTS.atRiskDays),
    churnedDays: number('churned_days', DEFAULTS.churnedDays),
  }
  if (thresholds.churnedDays <= thresholds.atRiskDays) {
    throw badParameter(
      'churned_days',
      String(thresholds.churnedDays),
      ` must be more than at_risk_days (${thresholds.atRiskDays}), not ${thresholds.churnedDays}.`,
    )
  }
  return thresholds
}

/** The stage on a DATE, over SQL for a user's first active date and the last one up to it. */
export function stageSql(
  date: string,
  firstDate: string,
  lastDate: string,
  { newDays, atRiskDays, churnedDays }: Thresholds,
): string {
  return `CASE
    WHEN ${date} - ${firstDate} < ${newDays} THEN 'new'
    WHEN ${date} - ${lastDate} < ${atRiskDays} THEN 'active'
    WHEN ${date} - ${lastDate} < ${churnedDays} THEN 'at_risk'
    ELSE 'churned'
  END`
}
