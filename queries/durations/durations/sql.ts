import { select, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereClause } from '../../events/eventsInScope'
import { quantileSql } from '../quantiles'
import { secondsSql } from '../seconds'
import type { DurationQuestion } from './question'

const ROWS_AFTER = 'ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING'

/** Each row with the times of both ends. */
function rowEnds({ scope, columns, isStart }: DurationQuestion): readonly Cte[] {
  return [
    eventsInScope(scope, { dated: true }),
    {
      name: 'started',
      about: 'Rows that begin a duration, with the time of its end',
      sql: `SELECT
  user_key,
  event,
  _file,
  _line,
  ${columns?.from ?? 'ts'} AS from_ts,
  ${columns?.to ?? 'ts'} AS to_ts
FROM events_in_scope${whereClause(isStart, `${columns?.from ?? 'ts'} IS NOT NULL`)}`,
    },
  ]
}

/** Which beginnings count, where there are several before one end. */
const WHICH: Readonly<Record<DurationQuestion['starts'], { readonly sql: string; readonly about: string }>> = {
  each: { sql: '', about: '' },
  first: {
    sql: `
QUALIFY end_place IS NULL
  OR row_number() OVER (PARTITION BY user_key, end_place ORDER BY place) = 1`,
    about: ', the first of several before one end',
  },
  last: {
    sql: '\n  AND (end_place IS NULL OR coalesce(next_start, end_place) >= end_place)',
    about: ', the last of several before one end',
  },
}

/** Each beginning with the user's first end after it. */
function eventEnds({ scope, isStart, isEnd, starts }: DurationQuestion): readonly Cte[] {
  const which = WHICH[starts]
  return [
    eventsInScope(scope),
    {
      name: 'placed_events',
      about: "Each user's events in order, and which of them begin and end a duration",
      sql: `SELECT
  user_key,
  event,
  ts,
  _file,
  _line,
  row_number() OVER (PARTITION BY user_key ORDER BY ts, _source) AS place,
  ${isStart} AS is_start,
  ${isEnd} AS is_end
FROM events_in_scope`,
    },
    {
      name: 'ahead',
      about: 'The same with the places and the time of the first end and the first beginning after each',
      sql: `SELECT
  *,
  min(place) FILTER (is_end) OVER following AS end_place,
  min(ts) FILTER (is_end) OVER following AS to_ts,
  min(place) FILTER (is_start) OVER following AS next_start
FROM placed_events
WINDOW following AS (PARTITION BY user_key ORDER BY place ${ROWS_AFTER})`,
    },
    {
      name: 'all_started',
      about: `Beginnings${which.about}`,
      sql: `SELECT user_key, event, _file, _line, ts AS from_ts, to_ts
FROM ahead
WHERE is_start${which.sql}`,
    },
    {
      name: 'started',
      about: 'Those on the dates asked for',
      sql: `SELECT *\nFROM all_started${whereClause(onDatesSql('local_date(from_ts)', scope))}`,
    },
  ]
}

/** WITH queries up to `measured` (user_key, event, _file, _line, from_ts, to_ts, seconds): seconds NULL without an end. */
export function measured(question: DurationQuestion): readonly Cte[] {
  const { columns, withinMicros } = question
  return [
    ...(columns === null ? eventEnds(question) : rowEnds(question)),
    {
      name: 'measured',
      about: 'The same with how long they took, where they have an end',
      sql: `SELECT
  *,
  ${secondsSql('from_ts', 'to_ts', { notBefore: columns !== null, withinMicros })} AS seconds
FROM started`,
    },
  ]
}

/** One row: how long durations took. */
export function durationsSql(question: DurationQuestion): string {
  return statement(
    measured(question),
    select(
      [
        'count(seconds) AS n',
        quantileSql('median_seconds'),
        quantileSql('p90_seconds'),
        'avg(seconds) AS mean_seconds',
        'count(*) AS starts',
        'sum(seconds) AS total_seconds',
        'min(seconds) AS least_seconds',
        ...['p10_seconds', 'p25_seconds', 'p75_seconds', 'p95_seconds', 'p99_seconds'].map(quantileSql),
        'max(seconds) AS most_seconds',
      ],
      'FROM measured',
    ),
  )
}
