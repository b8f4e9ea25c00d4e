import { timestampLiteral } from '../../src-renderer/query/literal'
import { dataDatesSql, eventsSql } from '../active-users/activeDays'
import { unitNumberSql, unitStartSql } from '../lifecycle/calendarUnit'
import { daysSql, entriesSql, needsDatesOnly } from './entriesSql'
import { ROLLING_DAYS, type RetentionQuestion } from './question'

const MICROS_PER_DAY = 86_400_000_000
/** Added to times before they are divided, which rounds towards zero: no log goes back before the year 1. */
const MICROS_FROM_YEAR_1 = 62_135_596_800_000_000

/** SELECT of the entries with `reach`: the last period that could be observed, at most the last one shown; below 0 for none. */
function agedSql(question: RetentionQuestion): string {
  const { clock, unit, periods, scope, catalog } = question
  if (clock === 'calendar') return `SELECT entries.*, least(${periods}, ${unitNumberSql('last_date', unit, catalog)} - unit)::INTEGER AS reach FROM entries, bounds`
  // A rolling period can be observed when it is over: entry + (k + 1) lengths are not after the newest event.
  const age = `epoch_us(${timestampLiteral(scope.source.maxTs ?? 0)}) - epoch_us(entry_ts)`
  return `SELECT entries.*, least(${periods}, (${age}) // ${ROLLING_DAYS[unit] * MICROS_PER_DAY} - 1)::INTEGER AS reach FROM entries`
}

/** SELECT of (user_key, unit, reach, period): each entry with each period in which the user came back, once. */
function hitsSql(question: RetentionQuestion): string {
  const { clock, unit, periods, criterion, catalog, scope, returnSql, filterSql } = question
  const limited = criterion !== 'on-or-after'
  if (clock === 'calendar') {
    const datesOnly = needsDatesOnly(question)
    const returns = datesOnly
      ? `SELECT ${unit === 'day' ? '' : 'DISTINCT '}user_key, ${unitNumberSql('date', unit, catalog)} AS unit FROM days`
      : `SELECT user_key, ${unitNumberSql('date', unit, catalog)} AS unit, max(return_ts) AS return_ts FROM days WHERE return_ts IS NOT NULL GROUP BY 1, 2`
    return `SELECT a.user_key, a.unit, a.reach, r.unit - a.unit AS period
  FROM aged a JOIN (${returns}) r ON r.user_key = a.user_key AND r.unit >= a.unit${limited ? ` AND r.unit <= a.unit + ${periods}` : ''}${datesOnly ? '' : `
  WHERE r.unit > a.unit OR r.return_ts >= a.entry_ts`}`
  }
  const length = ROLLING_DAYS[unit] * MICROS_PER_DAY
  const conditions = [returnSql, filterSql].filter((part) => part !== null && part !== 'TRUE')
  // Two events in one stretch as long as a period are in the same period or in neighbouring ones: the first and the last stand for all.
  return `SELECT DISTINCT a.user_key, a.unit, a.reach, ((epoch_us(e.ts) - epoch_us(a.entry_ts)) // ${length})::INTEGER AS period
  FROM (
    SELECT user_key, unnest([min(ts), max(ts)]) AS ts FROM ${eventsSql(scope)}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}
    GROUP BY user_key, (epoch_us(ts) + ${MICROS_FROM_YEAR_1}) // ${length}) e
  JOIN aged a ON a.user_key = e.user_key AND e.ts >= a.entry_ts${limited ? ` AND epoch_us(e.ts) < epoch_us(a.entry_ts) + ${length * (periods + 1)}` : ''}`
}

/**
 * SELECT of (cohort, low, high, users): so many entries of the cohort count as retained in every period from low to high.
 * Each criterion is such an interval, which keeps the work linear in the number of periods.
 */
function retainedSql(question: RetentionQuestion): string {
  switch (question.criterion) {
    case 'on': return 'SELECT unit AS cohort, period AS low, period AS high, count(*) AS users FROM hits WHERE period <= reach GROUP BY ALL'
    case 'on-or-after': return `SELECT unit AS cohort, 0 AS low, high, count(*) AS users
  FROM (SELECT unit, least(max(period), any_value(reach)) AS high FROM hits GROUP BY user_key, unit) WHERE high >= 0 GROUP BY ALL`
    case 'on-or-before': return `SELECT unit AS cohort, low, high, count(*) AS users
  FROM (
    SELECT unit, min(period) AS low, any_value(reach) AS high FROM hits WHERE period >= 1 GROUP BY user_key, unit
    UNION ALL SELECT unit, 0, 0 FROM hits WHERE period = 0 AND reach >= 0)
  WHERE low <= high GROUP BY ALL`
  }
}

/** One row per cohort and observable period: cohort, size, period, eligible, users, pct. */
export function retentionSql(question: RetentionQuestion): string {
  return `WITH bounds AS (${dataDatesSql(question.scope)}),
days AS MATERIALIZED (${daysSql(question)}),
entries AS (${entriesSql(question)}),
aged AS MATERIALIZED (${agedSql(question)}),
ages AS (SELECT unit AS cohort, reach, count(*) AS users FROM aged GROUP BY ALL),
hits AS ${question.criterion === 'on-or-before' ? 'MATERIALIZED ' : ''}(${hitsSql(question)}),
retained AS MATERIALIZED (${retainedSql(question)}),
changes AS (
  SELECT cohort, period, sum(eligible) AS eligible, sum(users) AS users
  FROM (
    SELECT cohort, 0 AS period, users AS eligible, 0 AS users FROM ages WHERE reach >= 0
    UNION ALL SELECT cohort, reach + 1, -users, 0 FROM ages WHERE reach >= 0
    UNION ALL SELECT cohort, low, 0, users FROM retained
    UNION ALL SELECT cohort, high + 1, 0, -users FROM retained)
  GROUP BY ALL),
cells AS (
  SELECT cohort, size, unnest(range(0, longest + 1))::INTEGER AS period
  FROM (SELECT cohort, sum(users) AS size, max(reach) AS longest FROM ages GROUP BY cohort)),
counts AS (
  SELECT cohort, size, period,
    sum(coalesce(eligible, 0)) OVER until_then AS eligible, sum(coalesce(users, 0)) OVER until_then AS users
  FROM cells LEFT JOIN changes USING (cohort, period)
  WINDOW until_then AS (PARTITION BY cohort ORDER BY period))
SELECT ${unitStartSql('cohort', question.unit, question.catalog)} AS cohort, size::BIGINT AS size, period, eligible::BIGINT AS eligible, users::BIGINT AS users,
  100 * users::DOUBLE / eligible::DOUBLE AS pct
FROM counts
ORDER BY cohort, period`
}
