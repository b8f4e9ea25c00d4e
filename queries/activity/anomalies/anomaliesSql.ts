import { anyConditionSql, type Condition } from '../../../src-renderer/query/sql/condition'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { completeSql } from '../../events/completeness'
import { activeDaysSql, dataDatesSql, shownDates } from '../../events/activeDays'

/** Days before, whose mean a drop is measured against. */
export const DAYS_BEFORE = 7
/** Turns a median absolute deviation into the standard deviation of a normal distribution. */
const MAD_TO_SD = 1.4826

export interface Thresholds {
  readonly mediumPct: number
  readonly highPct: number
  readonly z: number
  readonly weeks: number
  readonly leastWeeks: number
}

export function readThresholds(values: ParameterValues): Thresholds {
  const number = (name: string, standard: number): number =>
    typeof values[name] === 'number' ? values[name] : standard
  return {
    mediumPct: number('medium_pct', 15),
    highPct: number('high_pct', 25),
    z: number('z_threshold', 3.5),
    weeks: number('weeks', 8),
    leastWeeks: number('least_weeks', 3),
  }
}

/** SELECT of (date, value): users active on the date, or their events. */
function dailySql(asked: Scope, metric: 'users' | 'events', active: readonly Condition[]): string {
  if (metric !== 'events') return `SELECT date, count(*) AS value FROM (${activeDaysSql(asked, active)}) GROUP BY date`
  return `SELECT local_date(ts) AS date, count(*) AS value FROM ${asked.from} WHERE ${asked.where} AND ${anyConditionSql(active, asked.source.columns)} GROUP BY 1`
}

/** One row per date shown: its figure, what was to be expected from the days and the weekdays before, and how far off it is. */
export function anomaliesSql(
  asked: Scope,
  metric: 'users' | 'events',
  active: readonly Condition[],
  thresholds: Thresholds,
): string {
  const shown = shownDates(asked)
  const { mediumPct, highPct, z, weeks, leastWeeks } = thresholds
  return `WITH bounds AS (${dataDatesSql(asked)}),
daily AS (${dailySql(asked, metric, active)}),
calendar AS (
  SELECT first_date + unnest(range(0, last_date - first_date + 1))::INTEGER AS date, first_date, last_date, over_date
  FROM bounds),
dated AS (SELECT date, first_date, last_date, over_date, coalesce(value, 0)::DOUBLE AS value FROM calendar LEFT JOIN daily USING (date)),
expected AS (
  SELECT date, first_date, last_date, value, ${completeSql('date', 'date')} AS complete,
    CASE WHEN count(*) OVER days_before = ${DAYS_BEFORE} THEN avg(value) OVER days_before END AS mean_before,
    CASE WHEN count(*) OVER weeks_before >= ${leastWeeks} THEN median(value) OVER weeks_before END AS median,
    CASE WHEN count(*) OVER weeks_before >= ${leastWeeks} THEN mad(value) OVER weeks_before END AS mad
  FROM dated
  WINDOW days_before AS (ORDER BY date ROWS BETWEEN ${DAYS_BEFORE} PRECEDING AND 1 PRECEDING),
    weeks_before AS (PARTITION BY isodow(date) ORDER BY date ROWS BETWEEN ${weeks} PRECEDING AND 1 PRECEDING)),
measured AS (
  SELECT date, value, mean_before, median, mad, first_date, last_date, complete, 100 * (value - mean_before) / nullif(mean_before, 0) AS change_pct, (value - median) / nullif(${MAD_TO_SD} * mad, 0) AS robust_z
  FROM expected)
SELECT date, value::BIGINT AS value, mean_before, change_pct,
  CASE WHEN complete AND change_pct < ${literal(-highPct)} THEN 'high' WHEN complete AND change_pct < ${literal(-mediumPct)} THEN 'medium' END AS drop,
  median, mad, robust_z, CASE WHEN median < ${literal(z)} * ${MAD_TO_SD} * mad THEN 0 ELSE median - ${literal(z)} * ${MAD_TO_SD} * mad END AS expected_low, median + ${literal(z)} * ${MAD_TO_SD} * mad AS expected_high,
  coalesce(complete AND abs(robust_z) > ${literal(z)}, FALSE) AS outlier, complete,
  complete AND date = max(date) FILTER (complete) OVER () AS current
FROM measured
WHERE date BETWEEN ${shown.from} AND ${shown.to}
ORDER BY date`
}
