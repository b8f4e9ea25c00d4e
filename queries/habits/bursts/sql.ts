import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { completeSql } from '../../events/completeness'
import { shownCalendar } from '../../events/dataDates'
import { onDatesSql, whereClause } from '../../events/eventsInScope'
import { readValues, valueColumn, valuedEvents, VALUE_EVENT, type ValueQuestion } from '../values'

export const BURST_PARAMETERS: readonly ParameterSpec[] = [
  VALUE_EVENT,
  valueColumn(
    'Different values of',
    'The column whose different values make a burst: episodes, items; empty where each event counts.',
    'Each event counts',
  ),
  {
    name: 'at_least',
    type: 'integer',
    label: 'At least',
    default: 3,
    min: 2,
    max: 1_000_000,
    stops: [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50, 100],
    help: 'So many different values, or events, make a burst.',
  },
  {
    name: 'within',
    type: 'duration',
    label: 'Within',
    default: '1 day',
    stops: ['1 hour', '3 hours', '6 hours', '12 hours', '1 day', '2 days', '3 days', '7 days'],
    help: 'The time within which they must fall.',
  },
]

/** A question of bursts, read and checked. */
export interface BurstQuestion extends ValueQuestion {
  readonly rule: BurstRule
}

/** What makes a burst: so many different values, or events, within a time. */
interface BurstRule {
  readonly isDistinct: boolean
  readonly atLeast: number
  readonly withinMicros: number
}

/** Reads what makes a burst, which needs no look at the log. Throws `bad-parameter`. */
export function readBurst({ column, at_least: least, within }: ParameterValues): BurstRule {
  const micros = readDuration(typeof within === 'string' ? within : '1 day', 'within')
  if (micros === null) throw badParameter('within', within, ': a burst needs a time, such as "1 day".')
  return { isDistinct: typeof column === 'string' && column !== '', atLeast: Number(least), withinMicros: micros }
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readBursts(values: ParameterValues, catalog: Catalog, source: string | null): BurstQuestion {
  return { ...readValues(values, catalog, source), rule: readBurst(values) }
}

/** WITH queries up to `bursts` (user_key, from_ts, to_ts, date, events, value_count) that begin on the dates asked for. */
export function bursts(question: BurstQuestion): readonly Cte[] {
  const { isDistinct, atLeast, withinMicros } = question.rule
  return [
    ...valuedEvents(question),
    {
      name: 'windows',
      about: 'Each event with what the time after it holds',
      sql: `SELECT user_key, ts, count(${isDistinct ? 'DISTINCT value' : '*'}) OVER ahead AS found, max(ts) OVER ahead AS until_ts
FROM valued_events
WINDOW ahead AS (
  PARTITION BY user_key
  ORDER BY ts
  RANGE BETWEEN CURRENT ROW AND to_microseconds(${withinMicros}) FOLLOWING
)`,
    },
    {
      name: 'spans',
      about: 'Times that hold enough, and whether one before reaches into them',
      sql: `SELECT
  user_key,
  ts,
  until_ts,
  ts <= max(until_ts) OVER earlier AS goes_on
FROM windows
WHERE found >= ${atLeast}
WINDOW earlier AS (PARTITION BY user_key ORDER BY ts, until_ts ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`,
    },
    {
      name: 'numbered_spans',
      about: 'The same with the number of their burst: spans that touch are one',
      sql: `SELECT *, count(CASE WHEN goes_on IS NOT TRUE THEN 1 END) OVER so_far AS burst
FROM spans
WINDOW so_far AS (PARTITION BY user_key ORDER BY ts, until_ts ROWS UNBOUNDED PRECEDING)`,
    },
    {
      name: 'burst_times',
      about: 'Each burst, from its first event to its last',
      sql: `SELECT user_key, burst, min(ts) AS from_ts, max(until_ts) AS to_ts
FROM numbered_spans
GROUP BY user_key, burst`,
    },
    {
      name: 'bursts',
      about: 'Those that begin on the dates asked for, with the events in them',
      sql: `SELECT
  burst_times.user_key,
  from_ts,
  to_ts,
  local_date(from_ts) AS date,
  count(*) AS events,
  count(DISTINCT value) AS value_count
FROM burst_times
JOIN valued_events ON valued_events.user_key = burst_times.user_key
  AND valued_events.ts BETWEEN from_ts AND to_ts${whereClause(onDatesSql('local_date(from_ts)', question.scope))}
GROUP BY burst_times.user_key, from_ts, to_ts`,
    },
  ]
}

/** Each date with the bursts that begin on it. */
export function burstsSql(question: BurstQuestion): string {
  return statement(
    [
      ...bursts(question),
      ...shownCalendar(question.scope),
      {
        name: 'active',
        about: 'Users with such events by date',
        sql: 'SELECT date, count(DISTINCT user_key) AS users\nFROM valued_events\nGROUP BY date',
      },
      {
        name: 'daily',
        about: 'Bursts by date',
        sql: `SELECT date, count(*) AS bursts, count(DISTINCT user_key) AS burst_users, avg(events) AS events_per_burst
FROM bursts
GROUP BY date`,
      },
    ],
    `SELECT
  date,
  coalesce(users, 0) AS users,
  coalesce(burst_users, 0) AS burst_users,
  100 * coalesce(burst_users, 0) / users AS burst_pct,
  coalesce(bursts, 0) AS bursts,
  events_per_burst,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN active USING (date)
LEFT JOIN daily USING (date)
ORDER BY date`,
  )
}

/** All of them in one row, for the figures above the charts. */
export function wholeSql(question: BurstQuestion): string {
  return statement(
    bursts(question),
    `SELECT
  (SELECT count(DISTINCT user_key) FROM valued_events${whereClause(onDatesSql('date', question.scope)).replaceAll('\n', ' ')}) AS users,
  count(DISTINCT user_key) AS burst_users,
  count(*) AS bursts,
  median(value_count)::DOUBLE AS median_values,
  median(epoch_us(to_ts) - epoch_us(from_ts)) / 1e6 AS median_seconds
FROM bursts`,
  )
}
