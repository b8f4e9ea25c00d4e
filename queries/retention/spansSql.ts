import { timestampLiteral } from '../../src-renderer/query/sql/literal'
import { dataDatesSql } from '../events/activeDays'
import { unitNumberSql } from '../events/calendarUnit'
import { breakdownWith } from './breakdown'
import { daysSql, entriesSql, needsDatesOnly } from './entriesSql'
import { hitsSql } from './hitsSql'
import { cohortKeys, periodMicros, type RetentionQuestion } from './question'

/**
 * SELECT of the entries with `reach`: the last period that could be observed, at most the last one shown; below 0 for
 * none. With brackets it is the number (from 0) of the last bracket that could be observed whole.
 */
function agedSql(question: RetentionQuestion): string {
  const { clock, unit, periods, scope, catalog, brackets } = question
  // A rolling period can be observed when it is over: entry + (k + 1) lengths are not after the newest event.
  const age =
    clock === 'calendar'
      ? `${unitNumberSql('last_date', unit, catalog)} - unit`
      : `(epoch_us(${timestampLiteral(scope.source.nowTs ?? 0)}) - epoch_us(entry_ts)) // ${periodMicros(question)} - 1`
  const reach =
    brackets === null
      ? `least(${periods}, ${age})`
      : `CASE ${brackets
          .map((bracket, index) => `WHEN ${age} >= ${bracket.last} THEN ${index}`)
          .reverse()
          .join(' ')} ELSE -1 END`
  const from = clock === 'calendar' ? 'bounds, entries' : 'entries'
  const columns = `user_key, unit, ${needsDatesOnly(question) ? '' : 'entry_ts, '}`
  return question.breakdown === null
    ? `SELECT ${columns}(${reach})::INTEGER AS reach FROM ${from}`
    : `SELECT ${columns}grp, (${reach})::INTEGER AS reach FROM ${from} JOIN entry_values USING (user_key, unit) ` +
        'JOIN value_names USING (entry_value)'
}

/**
 * SELECT of (user_key, unit, grp with a breakdown, low, high): the entry counts as retained in every period (or
 * bracket) from low to high. Each criterion is such spans, which keeps the work linear in the number of periods. Those
 * of one entry do not overlap.
 */
function retainedSpansSql(question: RetentionQuestion): string {
  const keys = `user_key, ${cohortKeys(question)}`
  switch (question.criterion) {
    case 'on':
      return `SELECT ${keys}, period AS low, period AS high FROM hits WHERE period <= reach`
    // There is one hit: the last.
    case 'on-or-after':
      return `SELECT ${keys}, 0 AS low, least(period, reach) AS high FROM hits WHERE least(period, reach) >= 0`
    case 'on-or-before':
      return `SELECT ${keys}, min(period) AS low, any_value(reach) AS high FROM hits WHERE period >= 1 GROUP BY ${keys} HAVING min(period) <= any_value(reach)
  UNION ALL SELECT ${keys}, 0, 0 FROM hits WHERE period = 0 AND reach >= 0`
    // The k-th period with a return is period k as long as none is missing.
    case 'streak':
      return `SELECT ${keys}, 1 AS low, max(period) AS high
  FROM (SELECT ${keys}, period, row_number() OVER (PARTITION BY user_key, unit ORDER BY period) AS nth FROM hits WHERE period BETWEEN 1 AND reach)
  WHERE nth = period GROUP BY ${keys}
  UNION ALL SELECT ${keys}, 0, 0 FROM hits WHERE period = 0 AND reach >= 0`
    case 'bracket':
      return `SELECT DISTINCT ${keys}, nth AS low, nth AS high
  FROM (SELECT ${keys}, reach, CASE ${question.brackets!.map((bracket, index) => `WHEN period BETWEEN ${bracket.first} AND ${bracket.last} THEN ${index}`).join(' ')} END AS nth FROM hits)
  WHERE nth <= reach`
  }
}

/**
 * SELECT of spans as above in which neighbouring ones of an entry are one: a span goes on for as long as the entry is
 * retained.
 */
function joinedSpansSql(question: RetentionQuestion): string {
  const keys = `user_key, ${cohortKeys(question)}`
  return `SELECT ${keys}, min(low) AS low, max(high) AS high
  FROM (
    SELECT ${keys}, low, high, sum(begins) OVER (PARTITION BY user_key, unit ORDER BY low) AS run
    FROM (SELECT ${keys}, low, high, (low > coalesce(lag(high) OVER (PARTITION BY user_key, unit ORDER BY low) + 1, -1))::INTEGER AS begins FROM (${retainedSpansSql(question)})))
  GROUP BY ${keys}, run`
}

/**
 * WITH queries that find who entered and when each was retained: `aged` (user_key, unit, reach; entry_ts unless dates
 * are enough; grp with a breakdown), one row an entry, and `spans` (user_key, unit, grp, low, high).
 */
export function spansWith(question: RetentionQuestion): string {
  const twice = question.criterion === 'on-or-before' || question.criterion === 'streak'
  return `bounds AS (${dataDatesSql(question.scope)}),
days AS MATERIALIZED (${daysSql(question)}),
entries AS ${question.breakdown === null ? '' : 'MATERIALIZED '}(${entriesSql(question)}),
${question.breakdown === null ? '' : `${breakdownWith(question, question.breakdown)},\n`}aged AS MATERIALIZED (${agedSql(question)}),
hits AS ${twice ? 'MATERIALIZED ' : ''}(${hitsSql(question)}),
spans AS (${question.denominator === 'previous' ? joinedSpansSql(question) : retainedSpansSql(question)})`
}
