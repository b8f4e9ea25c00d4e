import { nowSql } from '../../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { completeSql } from '../../events/completeness'
import { shownCalendar } from '../../events/dataDates'
import type { DurationQuestion } from '../durations/question'
import { measured } from '../durations/sql'

/** Midnights of every zone fall on one of these. */
const MARK = 'INTERVAL 15 MINUTE'

/** WITH queries up to `intervals` (user_key, event, from_ts, to_ts, date, seconds, _file, _line), whenever they begin. */
export function intervals(question: DurationQuestion): readonly Cte[] {
  return [
    ...measured({ ...question, scope: { ...question.scope, fromDate: null, toDate: null } }),
    {
      name: 'intervals',
      about: 'What has an end, and the local date on which it begins',
      sql: `SELECT *, local_date(from_ts) AS date
FROM measured
WHERE seconds IS NOT NULL`,
    },
  ]
}

/** WITH query of moments between which the local date stays the same, and the count at least in part is known. */
function marks({ source }: Scope): Cte {
  return {
    name: 'marks',
    about: 'Every quarter of an hour of the dates shown, and the moment up to which is known',
    sql: `SELECT unnest(range(
  min(date)::TIMESTAMP - INTERVAL 1 DAY,
  max(date)::TIMESTAMP + INTERVAL 3 DAY,
  ${MARK}
)) AS ts
FROM calendar
UNION ALL
SELECT ${nowSql(source)}`,
  }
}

/**
 * SELECT of the dates shown: `day`, its number, `complete`, and from when to when it is that date, as far as is known, in
 * microseconds; NULL for a date that is never, several rows where clocks are put back over midnight.
 */
export function dateSpansSql({ scope }: DurationQuestion): string {
  return statement(
    [
      ...shownCalendar(scope),
      marks(scope),
      {
        name: 'turns',
        about: 'When another local date begins',
        sql: `SELECT ts, local_date(ts) AS date
FROM marks
QUALIFY local_date(ts) IS DISTINCT FROM lag(local_date(ts)) OVER (ORDER BY ts)`,
      },
      {
        name: 'spans',
        about: 'How long it stays, as far as is known',
        sql: `SELECT
  date,
  epoch_us(ts) AS from_us,
  epoch_us(least(lead(ts) OVER (ORDER BY ts), ${nowSql(scope.source)})) AS to_us
FROM turns`,
      },
    ],
    `SELECT
  date - DATE '1970-01-01' AS day,
  ${completeSql('date', 'date')} AS complete,
  from_us::DOUBLE AS from_us,
  to_us::DOUBLE AS to_us
FROM calendar
LEFT JOIN spans USING (date)
ORDER BY date, from_us`,
  )
}

/** Each date with how many intervals there are at once. */
export function concurrencySql(question: DurationQuestion): string {
  const { scope } = question
  return statement(
    [
      ...intervals(question),
      ...shownCalendar(scope),
      marks(scope),
      {
        name: 'changes',
        about: 'One more at each beginning, one less at each end',
        sql: `SELECT ts, sum(change) AS change
FROM (
  SELECT from_ts AS ts, 1 AS change
  FROM intervals
  UNION ALL
  SELECT to_ts, -1
  FROM intervals
  UNION ALL
  SELECT ts, 0
  FROM marks
)
GROUP BY ts`,
      },
      {
        name: 'steps',
        about: 'How many there are from each moment to the next',
        sql: `SELECT
  ts,
  sum(change) OVER (ORDER BY ts ROWS UNBOUNDED PRECEDING) AS at_once,
  epoch_us(lead(ts) OVER (ORDER BY ts)) - epoch_us(ts) AS micros
FROM changes`,
      },
      {
        name: 'daily',
        about: 'The most at once by date, and the mean over its time',
        sql: `SELECT local_date(ts) AS date, max(at_once) AS most, sum(at_once * micros) / sum(micros) AS mean
FROM steps
WHERE ts < ${nowSql(scope.source)}
GROUP BY local_date(ts)`,
      },
      {
        name: 'begun',
        about: 'Intervals by the date on which they begin',
        sql: 'SELECT date, count(*) AS begun\nFROM intervals\nGROUP BY date',
      },
    ],
    `SELECT
  date,
  coalesce(most, 0)::BIGINT AS most,
  mean::DOUBLE AS mean,
  coalesce(begun, 0) AS begun,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN daily USING (date)
LEFT JOIN begun USING (date)
ORDER BY date`,
  )
}
