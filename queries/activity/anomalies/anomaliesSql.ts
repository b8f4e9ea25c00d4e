import type { Condition } from '../../../src-renderer/query/sql/condition'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { activeDays, activeSql } from '../../events/activeDays'
import { completeSql } from '../../events/completeness'
import { calendar, isShownSql } from '../../events/dataDates'
import { eventsInScope, whereClause } from '../../events/eventsInScope'

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

/** WITH queries up to `daily` (date, value): users active on the date, or their events. */
function daily(asked: Scope, metric: 'users' | 'events', active: readonly Condition[]): readonly Cte[] {
  return metric === 'events'
    ? [
        eventsInScope(asked),
        {
          name: 'daily',
          about: 'Events by date',
          sql: `SELECT local_date(ts) AS date, count(*) AS value
FROM events_in_scope${whereClause(activeSql(asked, active))}
GROUP BY 1`,
        },
      ]
    : [
        ...activeDays(asked, active),
        {
          name: 'daily',
          about: 'Active users by date',
          sql: 'SELECT date, count(*) AS value\nFROM active_days\nGROUP BY date',
        },
      ]
}

/**
 * WITH query `expected`, over `dated`: what the days and the weekdays before make likely, where there are enough of
 * them.
 */
function expected({ weeks, leastWeeks }: Thresholds): Cte {
  const often = `count(*) OVER weeks_before >= ${leastWeeks}`
  return {
    name: 'expected',
    about: 'What the days and the weekdays before each date make likely, where there are enough of them',
    sql: `SELECT
  date,
  first_date,
  last_date,
  value,
  ${completeSql('date', 'date')} AS complete,
  CASE WHEN count(*) OVER days_before = ${DAYS_BEFORE} THEN avg(value) OVER days_before END AS mean_before,
  CASE WHEN ${often} THEN median(value) OVER weeks_before END AS median,
  CASE WHEN ${often} THEN mad(value) OVER weeks_before END AS mad
FROM dated
WINDOW
  days_before AS (ORDER BY date ROWS BETWEEN ${DAYS_BEFORE} PRECEDING AND 1 PRECEDING),
  weeks_before AS (PARTITION BY isodow(date) ORDER BY date ROWS BETWEEN ${weeks} PRECEDING AND 1 PRECEDING)`,
  }
}

/**
 * One row per date shown: its figure, what was to be expected from the days and the weekdays before, and how far off it
 * is.
 */
export function anomaliesSql(
  asked: Scope,
  metric: 'users' | 'events',
  active: readonly Condition[],
  thresholds: Thresholds,
): string {
  const { mediumPct, highPct } = thresholds
  const z = literal(thresholds.z)
  const halfBand = `${z} * ${MAD_TO_SD} * mad`
  return statement(
    [
      ...daily(asked, metric, active),
      ...calendar(asked),
      {
        name: 'dated',
        about: 'The daily figure of each date of the data',
        sql: `SELECT date, first_date, last_date, over_date, coalesce(value, 0)::DOUBLE AS value
FROM calendar
LEFT JOIN daily USING (date)`,
      },
      expected(thresholds),
      {
        name: 'measured',
        about: 'How far each date is off: from the mean of the days before, and from the median of the weekdays before',
        sql: `SELECT
  date,
  value,
  mean_before,
  median,
  mad,
  first_date,
  last_date,
  complete,
  100 * (value - mean_before) / nullif(mean_before, 0) AS change_pct,
  (value - median) / nullif(${MAD_TO_SD} * mad, 0) AS robust_z
FROM expected`,
      },
    ],
    `SELECT
  date,
  value::BIGINT AS value,
  mean_before,
  change_pct,
  CASE
    WHEN complete AND change_pct < ${literal(-highPct)} THEN 'high'
    WHEN complete AND change_pct < ${literal(-mediumPct)} THEN 'medium'
  END AS drop,
  median,
  mad,
  robust_z,
  CASE WHEN median < ${halfBand} THEN 0 ELSE median - ${halfBand} END AS expected_low,
  median + ${halfBand} AS expected_high,
  coalesce(complete AND abs(robust_z) > ${z}, FALSE) AS outlier,
  complete,
  complete AND date = max(date) FILTER (complete) OVER () AS current
FROM measured
WHERE ${isShownSql(asked)}
ORDER BY date`,
  )
}
