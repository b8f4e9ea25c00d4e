import { derivedNames } from '../../src-renderer/model/schema'
import { tableSql } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { completeSql } from '../events/completeness'
import { shownCalendar } from '../events/dataDates'
import { eventsInScope, whereLines } from '../events/eventsInScope'
import { DERIVED_GAP_MICROS, SESSION_KEY, hasSessionIds, sessionEvents, type SessionCut } from './sessionEvents'

/** Added to times before they are divided, which rounds towards zero: no log goes back before the year 1. */
const MICROS_FROM_YEAR_1 = 62_135_596_800_000_000

/**
 * Whether the derived table holds these sessions: it is cut by the file's ids where there are any, else by 30 minutes.
 */
export function readsDerivedSessions(scope: Scope, cut: SessionCut): boolean {
  return (
    scope.derivedOk &&
    scope.source.table !== null &&
    !cut.midnight &&
    !cut.dayLong &&
    cut.gapMicros === (hasSessionIds(scope.source) ? null : DERIVED_GAP_MICROS)
  )
}

/**
 * WITH queries up to `session_list`: (user_key, date, start_ts, end_ts, events), one row per session; `date` is the
 * local one of its start.
 */
export function sessionList(scope: Scope, cut: SessionCut): readonly Cte[] {
  const list = { name: 'session_list', about: 'Sessions, with the local date on which they began' }
  if (readsDerivedSessions(scope, cut) && scope.source.table !== null)
    return [
      {
        ...list,
        sql: `SELECT user_key, local_date(start_ts) AS date, start_ts, end_ts, events
FROM ${tableSql(derivedNames(scope.source.table).sessions)}
WHERE ${whereLines(scope.userWhere, cut.gapMicros === null ? 'session_id IS NOT NULL' : null)}`,
      },
    ]
  return [
    ...sessionEvents(scope, cut),
    {
      ...list,
      sql: `SELECT
  user_key,
  local_date(min(ts)) AS date,
  min(ts) AS start_ts,
  max(ts) AS end_ts,
  count(*) AS events
FROM session_events
GROUP BY ${SESSION_KEY}`,
    },
  ]
}

/**
 * WITH queries up to `each_session`: (user_key, date, micros, bounce), one row per session: what the daily figures
 * need, as fast as it can be had.
 */
function timedSessions(scope: Scope, cut: SessionCut): readonly Cte[] {
  const each = {
    name: 'each_session',
    about: 'Sessions: when they began, how long they were, and whether one event is all',
  }
  if (readsDerivedSessions(scope, cut) || cut.midnight || cut.dayLong)
    return [
      ...sessionList(scope, cut),
      {
        ...each,
        sql: `SELECT
  user_key,
  date,
  epoch_us(end_ts) - epoch_us(start_ts) AS micros,
  events = 1 AS bounce
FROM session_list`,
      },
    ]
  if (cut.gapMicros === null)
    return [
      eventsInScope(scope),
      {
        ...each,
        sql: `SELECT
  user_key,
  local_date(min(ts)) AS date,
  epoch_us(max(ts)) - epoch_us(min(ts)) AS micros,
  count(*) = 1 AS bounce
FROM events_in_scope
WHERE session_id IS NOT NULL
GROUP BY user_key, session_id`,
      },
    ]
  return [
    ...sessionEnds(scope, cut.gapMicros),
    {
      ...each,
      sql: `SELECT
  user_key,
  local_date(first_ts) AS date,
  epoch_us(CASE WHEN ends THEN last_ts ELSE end_ts END) - epoch_us(first_ts) AS micros,
  ends AND events = 1 AS bounce
FROM session_ends
WHERE starts`,
    },
  ]
}

/**
 * WITH queries up to `session_ends`: the stretches in which sessions begin or end, each with when the next one ends. A
 * stretch is as long as the gap. No session can end inside one, because two of its events are less than the gap apart;
 * so the windows need only look at stretches, of which there are far fewer than events.
 */
function sessionEnds(scope: Scope, gapMicros: number): readonly Cte[] {
  return [
    eventsInScope(scope),
    {
      name: 'stretches',
      about: "A user's events in stretches of time as long as the gap: no session ends inside one",
      sql: `SELECT
  user_key,
  min(ts) AS first_ts,
  max(ts) AS last_ts,
  count(*) AS events
FROM events_in_scope
GROUP BY user_key, (epoch_us(ts) + ${MICROS_FROM_YEAR_1}) // ${Math.max(1, gapMicros)}`,
    },
    {
      name: 'neighbours',
      about:
        'Whether a session begins or ends with the stretch: it is further than the gap from the one before or after',
      sql: `SELECT
  user_key,
  first_ts,
  last_ts,
  events,
  coalesce(epoch_us(first_ts) - epoch_us(lag(last_ts) OVER by_time) > ${gapMicros}, TRUE) AS starts,
  coalesce(epoch_us(lead(first_ts) OVER by_time) - epoch_us(last_ts) > ${gapMicros}, TRUE) AS ends
FROM stretches
WINDOW by_time AS (PARTITION BY user_key ORDER BY first_ts)`,
    },
    {
      name: 'session_ends',
      about: 'Stretches in which sessions begin or end, with the end of the next one',
      sql: `SELECT
  user_key,
  first_ts,
  last_ts,
  events,
  starts,
  ends,
  lead(last_ts) OVER (PARTITION BY user_key ORDER BY first_ts) AS end_ts
FROM neighbours
WHERE starts OR ends`,
    },
  ]
}

/** Sessions by the local date on which they began; a row for each date shown. */
export function sessionsSql(scope: Scope, cut: SessionCut): string {
  return statement(
    [
      ...timedSessions(scope, cut),
      ...shownCalendar(scope),
      {
        name: 'daily',
        about: 'Sessions by date',
        sql: `SELECT
  date,
  count(*) AS sessions,
  count(DISTINCT user_key) AS users,
  avg(micros) / 1e6 AS mean_seconds,
  median(micros) / 1e6 AS median_seconds,
  100 * count(*) FILTER (bounce) / count(*) AS bounce_pct
FROM each_session
GROUP BY date`,
      },
    ],
    `SELECT
  date,
  coalesce(sessions, 0)::BIGINT AS sessions,
  coalesce(users, 0)::BIGINT AS users,
  mean_seconds::DOUBLE AS mean_seconds,
  median_seconds::DOUBLE AS median_seconds,
  bounce_pct::DOUBLE AS bounce_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN daily USING (date)
ORDER BY date`,
  )
}
