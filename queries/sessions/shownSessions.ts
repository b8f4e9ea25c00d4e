import type { Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { shownDateRange } from '../events/dataDates'
import { SESSION_KEY, sessionEvents, type Named, type SessionCut } from './sessionEvents'

/**
 * WITH queries up to `shown_sessions`: one row per session that began on a date shown, with user_key, date, start_ts,
 * end_ts, events and the given aggregates over its events (which carry `more`, as sessionEvents() says); before it
 * `shown_dates`.
 */
export function shownSessions(
  scope: Scope,
  cut: SessionCut,
  more: readonly Named[],
  aggregates: readonly Named[],
): readonly Cte[] {
  return [
    ...sessionEvents(scope, cut, more),
    ...shownDateRange(scope),
    {
      name: 'each_session',
      about: 'Sessions, with the local date on which they began',
      sql: `SELECT
  user_key,
  local_date(min(ts)) AS date,
  min(ts) AS start_ts,
  max(ts) AS end_ts,
  count(*) AS events,
  ${aggregates.map(({ sql, name }) => `${sql} AS ${name}`).join(',\n  ')}
FROM session_events
GROUP BY ${SESSION_KEY}`,
    },
    {
      name: 'shown_sessions',
      about: 'Those that began on a date shown',
      keep: 'MATERIALIZED',
      sql: `SELECT user_key, date, start_ts, end_ts, events, ${aggregates.map(({ name }) => name).join(', ')}
FROM each_session, shown_dates
WHERE date BETWEEN from_date AND to_date`,
    },
  ]
}
