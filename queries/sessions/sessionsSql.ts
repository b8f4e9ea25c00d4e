import { derivedNames } from '../../src-renderer/model/schema'
import { tableSql } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { completeSql } from '../events/completeness'
import { dataDatesSql, eventsSql, shownDates } from '../events/activeDays'
import { DERIVED_GAP_MICROS, SESSION_KEY, hasSessionIds, sessionEventsSql, type SessionCut } from './sessionEvents'

/** Added to times before they are divided, which rounds towards zero: no log goes back before the year 1. */
const MICROS_FROM_YEAR_1 = 62_135_596_800_000_000

/** Whether the derived table holds these sessions: it is cut by the file's ids where there are any, else by 30 minutes. */
export function readsDerivedSessions(scope: Scope, cut: SessionCut): boolean {
  return (
    scope.derivedOk &&
    scope.source.table !== null &&
    !cut.midnight &&
    !cut.dayLong &&
    cut.gapMicros === (hasSessionIds(scope.source) ? null : DERIVED_GAP_MICROS)
  )
}

/** SELECT of (user_key, date, start_ts, end_ts, events), one row per session; `date` is the local one of its start. */
export function sessionListSql(scope: Scope, cut: SessionCut): string {
  if (readsDerivedSessions(scope, cut) && scope.source.table !== null) {
    return `SELECT user_key, local_date(start_ts) AS date, start_ts, end_ts, events
  FROM ${tableSql(derivedNames(scope.source.table).sessions)} WHERE ${scope.userWhere}${cut.gapMicros === null ? ' AND session_id IS NOT NULL' : ''}`
  }
  return `SELECT user_key, local_date(min(ts)) AS date, min(ts) AS start_ts, max(ts) AS end_ts, count(*) AS events
  FROM (${sessionEventsSql(scope, cut)}) GROUP BY ${SESSION_KEY}`
}

/** SELECT of (user_key, date, micros, bounce), one row per session: what the daily figures need, as fast as it can be had. */
function oneRowPerSession(scope: Scope, cut: SessionCut): string {
  if (readsDerivedSessions(scope, cut) || cut.midnight || cut.dayLong) {
    return `SELECT user_key, date, epoch_us(end_ts) - epoch_us(start_ts) AS micros, events = 1 AS bounce FROM (${sessionListSql(scope, cut)})`
  }
  if (cut.gapMicros === null) {
    return `SELECT user_key, local_date(min(ts)) AS date, epoch_us(max(ts)) - epoch_us(min(ts)) AS micros, count(*) = 1 AS bounce
  FROM ${eventsSql(scope)} WHERE ${scope.where} AND session_id IS NOT NULL GROUP BY user_key, session_id`
  }
  return `SELECT user_key, local_date(first_ts) AS date, epoch_us(CASE WHEN ends THEN last_ts ELSE end_ts END) - epoch_us(first_ts) AS micros, ends AND events = 1 AS bounce
  FROM (
    SELECT user_key, first_ts, last_ts, events, starts, ends, lead(last_ts) OVER (PARTITION BY user_key ORDER BY first_ts) AS end_ts
    FROM (
      SELECT user_key, first_ts, last_ts, events, coalesce(epoch_us(first_ts) - epoch_us(lag(last_ts) OVER by_time) > ${cut.gapMicros}, TRUE) AS starts,
        coalesce(epoch_us(lead(first_ts) OVER by_time) - epoch_us(last_ts) > ${cut.gapMicros}, TRUE) AS ends
      FROM (${bucketsSql(scope, cut.gapMicros)})
      WINDOW by_time AS (PARTITION BY user_key ORDER BY first_ts))
    WHERE starts OR ends)
  WHERE starts`
}

/**
 * SELECT of (user_key, first_ts, last_ts, events): a user's events in stretches of time as long as the gap. No session can
 * end inside a stretch, because two of its events are less than the gap apart; so the windows above need only look at
 * stretches, of which there are far fewer than events.
 */
function bucketsSql(scope: Scope, gapMicros: number): string {
  return `SELECT user_key, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events
        FROM ${eventsSql(scope)} WHERE ${scope.where}
        GROUP BY user_key, (epoch_us(ts) + ${MICROS_FROM_YEAR_1}) // ${Math.max(1, gapMicros)}`
}

/** Sessions by the local date on which they began; a row for each date shown. */
export function sessionsSql(scope: Scope, cut: SessionCut): string {
  const shown = shownDates(scope)
  return `WITH bounds AS (${dataDatesSql(scope)}),
calendar AS (
  SELECT first_date + unnest(range(0, last_date - first_date + 1))::INTEGER AS date, ${shown.from} AS from_date, ${shown.to} AS to_date, first_date, over_date
  FROM bounds),
each_session AS (
  ${oneRowPerSession(scope, cut)}),
daily AS (
  SELECT date, count(*) AS sessions, count(DISTINCT user_key) AS users, avg(micros) / 1e6 AS mean_seconds, median(micros) / 1e6 AS median_seconds,
    100 * count(*) FILTER (bounce) / count(*) AS bounce_pct
  FROM each_session GROUP BY date)
SELECT date, coalesce(sessions, 0)::BIGINT AS sessions, coalesce(users, 0)::BIGINT AS users,
  mean_seconds::DOUBLE AS mean_seconds, median_seconds::DOUBLE AS median_seconds, bounce_pct::DOUBLE AS bounce_pct, ${completeSql('date', 'date')} AS complete
FROM calendar LEFT JOIN daily USING (date)
WHERE date BETWEEN from_date AND to_date
ORDER BY date`
}
