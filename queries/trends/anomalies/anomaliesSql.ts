import { literal } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import type { TrendQuestion } from '../question'
import { seriesNameSql, seriesOf } from '../trendsSql'
import { countSeries, lookBack, seasonOf, type AnomalyQuestion, type Thresholds } from './question'

/** Turns a median absolute deviation into the standard deviation of a normal distribution. */
const MAD_TO_SD = 1.4826

/** What buckets of one season have in common, over a bucket's number. */
function seasonSql({ unit, units }: TrendQuestion): string {
  const start = units.start('bucket')
  if (unit === 'hour') return `24 * isodow(local_time(${start})) + hour(local_time(${start}))`
  return unit === 'day' ? `isodow(${start})` : '1'
}

/** WITH query `known_series`: what each bucket is, and what of it others may be held against. */
function known(trend: TrendQuestion): Cte {
  const { units, window } = trend
  return {
    name: 'known_series',
    about: 'Each bucket with its season; only what is complete is held against later buckets',
    sql: `SELECT
  bucket,
  series_place,
  value,
  complete,
  CASE WHEN complete THEN value END AS known,
  ${seasonSql(trend)} AS season,
  first,
  last
FROM (
  SELECT series.*, first, last, ${units.complete('bucket', (window ?? 1) - 1)} AS complete
  FROM series
  CROSS JOIN shown_units
)`,
  }
}

/** WITH query `expected`: what the buckets before and those of the same season make likely, where there are enough. */
function expected({ unit }: TrendQuestion, { bucketsBefore, weeks, leastWeeks }: Thresholds): Cte {
  const { length, slack } = seasonOf(unit)
  const often = `count(known) OVER season_before >= ${leastWeeks}`
  return {
    name: 'expected',
    about: 'What the buckets before each, and those of its season, make likely, where there are enough of them',
    sql: `SELECT
  bucket,
  series_place,
  value,
  complete,
  first,
  last,
  CASE WHEN count(known) OVER buckets_before = ${bucketsBefore} THEN avg(known) OVER buckets_before END AS mean_before,
  CASE WHEN ${often} THEN median(known) OVER season_before END AS median,
  CASE WHEN ${often} THEN mad(known) OVER season_before END AS mad
FROM known_series
WINDOW
  buckets_before AS (
    PARTITION BY series_place
    ORDER BY bucket ROWS BETWEEN ${bucketsBefore} PRECEDING AND 1 PRECEDING
  ),
  season_before AS (
    PARTITION BY series_place, season
    ORDER BY bucket RANGE BETWEEN ${length * weeks + slack} PRECEDING AND ${Math.max(1, slack)} PRECEDING
  )`,
  }
}

const measured: Cte = {
  name: 'measured',
  about: 'How far each bucket shown is off: from the mean of those before, and from the median of its season',
  sql: `SELECT
  bucket,
  series_place,
  value,
  complete,
  mean_before,
  median,
  mad,
  100 * (value - mean_before) / nullif(abs(mean_before), 0) AS change_pct,
  (value - median) / nullif(${MAD_TO_SD} * mad, 0) AS robust_z
FROM expected
WHERE bucket BETWEEN first AND last`,
}

/** SQL of the flag for a change in one direction; NULL where none is looked for. */
function flagSql(beyond: (pct: number) => string, { mediumPct, highPct }: Thresholds, isAsked: boolean): string {
  if (!isAsked) return 'NULL::VARCHAR'
  return `CASE
    WHEN complete AND ${beyond(highPct)} THEN 'high'
    WHEN complete AND ${beyond(mediumPct)} THEN 'medium'
  END`
}

function unusualSql({ lookFor, z }: Thresholds): string {
  if (lookFor === 'drops') return `robust_z < ${literal(-z)}`
  return lookFor === 'rises' ? `robust_z > ${literal(z)}` : `abs(robust_z) > ${literal(z)}`
}

/**
 * A row for each bucket shown and series: its figure, what was to be expected from the buckets before it, and how far
 * off it is.
 */
export function anomaliesSql(question: AnomalyQuestion): string {
  const { trend, thresholds } = question
  const { lookFor, z } = thresholds
  const counts = countSeries(trend)
  const halfBand = `${literal(z)} * ${MAD_TO_SD} * mad`
  const isCount = `[${counts.map((one) => literal(one)).join(', ')}][series_place]`
  const floor = counts.every((one) => one) ? '' : ` AND ${isCount}`
  const series = seriesOf({ ...trend, before: trend.before + lookBack(question) })
  return statement(
    [...series.each, ...series.all, known(trend), expected(trend, thresholds), measured],
    `SELECT
  ${trend.units.start('bucket')} AS ${trend.units.column},
  value${counts.every((one) => one) ? '::BIGINT AS value' : ''},
  mean_before,
  change_pct,
  ${flagSql((pct) => `change_pct < ${literal(-pct)}`, thresholds, lookFor !== 'rises')} AS drop,
  median,
  mad,
  robust_z,
  CASE WHEN median < ${halfBand}${floor} THEN 0 ELSE median - ${halfBand} END AS expected_low,
  median + ${halfBand} AS expected_high,
  coalesce(complete AND ${unusualSql(thresholds)}, FALSE) AS outlier,
  complete,
  complete AND bucket = max(bucket) FILTER (complete) OVER () AS current,
  ${flagSql((pct) => `change_pct > ${literal(pct)}`, thresholds, lookFor !== 'drops')} AS rise,
  ${seriesNameSql(trend)} AS series
FROM measured
ORDER BY bucket, series_place`,
  )
}
