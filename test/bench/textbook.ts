import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { STEPS } from './asked'

/** A question of every day, and the SQL that an analyst would write for it over the events. */
export interface Textbook {
  readonly title: string
  readonly analysis: string
  readonly given: Readonly<Record<string, ParameterValue>>
  readonly sql: string
  /** The column of Lathe's answer that sums up to the same as the column `figure` of the textbook's. */
  readonly figure: string
}

const EIGHT = ['login', 'page_view', 'search', 'product_view', 'scroll', 'add_to_cart', 'checkout', 'purchase']

/** Each step after the one before it and within 14 days of the first, which is the user's first. */
function funnelSql(steps: readonly string[]): string {
  const ctes = steps.map((event, nth) =>
    nth === 0
      ? `step_1 AS (
  SELECT user_key, min(ts) AS started_at, min(ts) AS reached_at FROM events WHERE event = '${event}' GROUP BY user_key
)`
      : `step_${nth + 1} AS (
  SELECT before.user_key, before.started_at, min(events.ts) AS reached_at
  FROM step_${nth} before
  JOIN events ON events.user_key = before.user_key AND events.event = '${event}'
    AND events.ts > before.reached_at AND events.ts <= before.started_at + INTERVAL 14 DAY
  GROUP BY ALL
)`,
  )
  const counts = steps.map((_event, nth) => `SELECT ${nth + 1} AS step, count(*) AS figure FROM step_${nth + 1}`)
  return `WITH ${ctes.join(',\n')}\n${counts.join('\nUNION ALL ')}`
}

const creditSql = (credit: string): string => `WITH touches AS (
  SELECT
    conversion.user_key,
    conversion.ts AS converted_at,
    touch.platform,
    row_number() OVER (PARTITION BY conversion.user_key, conversion._source ORDER BY touch.ts, touch._source) AS nth,
    count(*) OVER (PARTITION BY conversion.user_key, conversion._source) AS many
  FROM events conversion
  JOIN events touch ON touch.user_key = conversion.user_key AND touch.event = 'click'
    AND touch.ts < conversion.ts AND touch.ts >= conversion.ts - INTERVAL 7 DAY
  WHERE conversion.event = 'purchase'
)
SELECT platform, sum(${credit}) AS figure FROM touches GROUP BY platform`

function credit(model: string, sql: string): Textbook {
  const given = { conversion: 'purchase', touches: 'click', channel: 'platform', model }
  return { title: `attribution, ${model}`, analysis: 'attribution', given, sql: creditSql(sql), figure: 'conversions' }
}

export const TEXTBOOK: readonly Textbook[] = [
  {
    title: 'active users by day, week and month',
    analysis: 'active-users',
    given: {},
    figure: 'mau',
    sql: `WITH days AS (SELECT DISTINCT user_key, ts::DATE AS date FROM events),
calendar AS (SELECT DISTINCT date FROM days)
SELECT
  calendar.date,
  count(DISTINCT user_key) FILTER (days.date = calendar.date) AS dau,
  count(DISTINCT user_key) FILTER (days.date > calendar.date - 7) AS wau,
  count(DISTINCT user_key) AS figure
FROM calendar JOIN days ON days.date BETWEEN calendar.date - 29 AND calendar.date
GROUP BY calendar.date ORDER BY calendar.date`,
  },
  {
    title: 'retention by week',
    analysis: 'retention',
    given: { unit: 'week', periods: 8 },
    figure: 'users',
    sql: `WITH firsts AS (SELECT user_key, date_trunc('week', min(ts))::DATE AS cohort FROM events GROUP BY user_key),
active AS (SELECT DISTINCT user_key, date_trunc('week', ts)::DATE AS week FROM events)
SELECT cohort, (week - cohort) // 7 AS period, count(*) AS figure
FROM firsts JOIN active USING (user_key)
WHERE (week - cohort) // 7 <= 8 GROUP BY ALL ORDER BY ALL`,
  },
  {
    title: 'funnel of 3 steps',
    analysis: 'funnel',
    given: { steps: STEPS, entry: 'first' },
    figure: 'users',
    sql: funnelSql(STEPS),
  },
  {
    title: 'funnel of 8 steps',
    analysis: 'funnel',
    given: { steps: EIGHT, entry: 'first' },
    figure: 'users',
    sql: funnelSql(EIGHT),
  },
  credit('first', 'CASE WHEN nth = 1 THEN 1 END'),
  credit('last', 'CASE WHEN nth = many THEN 1 END'),
  credit('linear', '1.0 / many'),
  {
    title: 'sessions by day',
    analysis: 'sessions',
    given: {},
    figure: 'sessions',
    sql: `WITH sessions AS (
  SELECT user_key, session_id, min(ts) AS started_at, max(ts) AS ended_at, count(*) AS events
  FROM events GROUP BY user_key, session_id
)
SELECT started_at::DATE AS date, count(*) AS figure, count(DISTINCT user_key) AS users,
  avg(epoch(ended_at - started_at)) AS mean_seconds, median(epoch(ended_at - started_at)) AS median_seconds,
  100.0 * count(*) FILTER (events = 1) / count(*) AS bounce_pct
FROM sessions GROUP BY date ORDER BY date`,
  },
  {
    title: 'events by country and day',
    analysis: 'trends',
    given: { breakdown: ['country'] },
    figure: 'value',
    sql: `SELECT ts::DATE AS date, country, count(*) AS figure FROM events GROUP BY ALL ORDER BY ALL`,
  },
  {
    title: 'definition diff, days 1, 7 and 30 by date or by 24 hours',
    analysis: 'definition-diff',
    given: { a: 'default', b: '{"clock":"rolling"}', figures: '1, 7, 30' },
    figure: 'in_a',
    sql: `WITH firsts AS (SELECT user_key, min(ts) AS first_ts FROM events GROUP BY user_key),
figures AS (SELECT unnest([1, 7, 30]) AS day),
data AS (SELECT max(ts) AS newest FROM events),
returned AS (
  SELECT user_key, day,
    bool_or(ts::DATE = first_ts::DATE + day AND first_ts::DATE + day < newest::DATE) AS in_a,
    bool_or(ts >= first_ts + to_days(day) AND ts < first_ts + to_days(day + 1)
      AND first_ts + to_days(day + 1) <= newest) AS in_b
  FROM firsts JOIN events USING (user_key) CROSS JOIN figures CROSS JOIN data
  GROUP BY ALL
)
SELECT user_key, day, in_a, in_b, in_a::INTEGER AS figure FROM returned WHERE in_a <> in_b`,
  },
]
