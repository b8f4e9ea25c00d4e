import type { Scope } from '../../src-renderer/query/sql/source'
import { dataDatesSql, shownDates } from '../events/activeDays'
import { SESSION_KEY, sessionEventsSql, type SessionCut } from './sessionEvents'

/**
 * WITH queries `bounds` (from_date, to_date) and `listed`: one row per session that began on a date shown, with user_key,
 * date, start_ts, end_ts, events and the given aggregates over its events (which carry `more`, as sessionEventsSql() says).
 */
export function shownSessionsSql(
  scope: Scope,
  cut: SessionCut,
  more: readonly string[],
  aggregates: readonly string[],
): string {
  const shown = shownDates(scope)
  return `WITH bounds AS (SELECT ${shown.from} AS from_date, ${shown.to} AS to_date, first_date, over_date FROM (${dataDatesSql(scope)})),
each_session AS (
  SELECT user_key, local_date(min(ts)) AS date, min(ts) AS start_ts, max(ts) AS end_ts, count(*) AS events${aggregates.map((one) => `, ${one}`).join('')}
  FROM (${sessionEventsSql(scope, cut, more)})
  GROUP BY ${SESSION_KEY}),
listed AS MATERIALIZED (
  SELECT user_key, date, start_ts, end_ts, events${aggregates.map((one) => `, ${one.slice(one.lastIndexOf(' ') + 1)}`).join('')}
  FROM each_session, bounds WHERE date BETWEEN from_date AND to_date)`
}

/** The dates shown, after shownSessionsSql(): WITH query `calendar` (date, and what says whether it is complete). */
export const CALENDAR =
  'calendar AS (SELECT from_date + unnest(range(0, to_date - from_date + 1))::INTEGER AS date, first_date, over_date FROM bounds WHERE from_date <= to_date)'
