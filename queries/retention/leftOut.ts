import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, Population } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../src-renderer/query/sql/literal'
import { activeDaysSql, eventsSql } from '../events/activeDays'
import { daysSql, entriesSql } from './entriesSql'
import { readQuestion, type RetentionQuestion } from './question'
import { countsWith } from './retentionSql'

/** The users who enter; those whom a filter takes are the ones with a start event on the dates and none that passes. */
export function retentionPopulation(values: ParameterValues, catalog: Catalog, source: string | null): Population {
  const question = readQuestion({ ...values, breakdown: null }, catalog, source)
  return {
    which: question.startSql,
    users: `WITH days AS (${daysSql(question)}) SELECT user_key FROM (${entriesSql(question)})`,
  }
}

/**
 * SELECT of (user_key, started): the date of each user's first start event, whatever the filter; the same with the
 * filter where it is asked for.
 */
function startsSql({ scope, startSql, filterSql }: RetentionQuestion, filtered: boolean): string {
  // Any event starts: the days say it.
  if (startSql === 'TRUE' && filterSql === null)
    return `SELECT user_key, min(date) AS started FROM (${activeDaysSql(scope, [])}) GROUP BY user_key`
  const which = [
    scope.userWhere,
    ...(startSql === 'TRUE' ? [] : [startSql]),
    ...(filtered && filterSql !== null ? [filterSql] : []),
  ].join(' AND ')
  return `SELECT user_key, min(local_date(ts)) AS started FROM ${eventsSql(scope)} WHERE ${which} GROUP BY user_key`
}

function entryWhere({ scope: { fromDate, toDate } }: RetentionQuestion, date: string): string {
  return [
    'TRUE',
    ...(fromDate === null ? [] : [`${date} >= ${dateLiteral(fromDate, 'from')}`]),
    ...(toDate === null ? [] : [`${date} <= ${dateLiteral(toDate, 'to')}`]),
  ].join(' AND ')
}

/** Users with a start event on the dates that passes the filter, whose first ever fell on an earlier date. */
function earlierSql(question: RetentionQuestion): string {
  const { scope, startSql, filterSql } = question
  const inDates =
    startSql === 'TRUE' && filterSql === null
      ? `SELECT user_key FROM (${activeDaysSql(scope, [])}) WHERE ${entryWhere(question, 'date')}`
      : `SELECT user_key FROM ${eventsSql(scope)} WHERE ` +
        `${[scope.userWhere, startSql, filterSql ?? 'TRUE', entryWhere(question, 'local_date(ts)')].join(' AND ')}`
  return `SELECT count(*) FROM (${startsSql(question, false)}) WHERE started < ${dateLiteral(scope.fromDate!, 'from')} AND user_key IN (${inDates})`
}

/**
 * Users whose first start event falls on the dates and fails the filter, though a start event on the dates passes it.
 */
function failingSql(question: RetentionQuestion): string {
  const { scope, startSql, filterSql } = question
  const passes = [startSql, filterSql!].filter((part) => part !== 'TRUE').join(' AND ')
  return `SELECT count(*) FROM (
    SELECT min(ts) AS first_ts, min(ts) FILTER (${passes}) AS passing_ts, count(*) FILTER (${passes} AND ${entryWhere(question, 'local_date(ts)')}) AS passing
    FROM ${eventsSql(scope)} WHERE ${[scope.userWhere, startSql].join(' AND ')} GROUP BY user_key)
  WHERE passing > 0 AND passing_ts > first_ts AND ${entryWhere(question, 'local_date(first_ts)')}`
}

/** Whom the rules of entry and the smallest cohort leave out. */
export function retentionLeftOut(question: RetentionQuestion): readonly LeftOut[] {
  const { entry, scope, filterSql, minSize } = question
  const who = entry === 'recurring' ? (['entry', 'entries'] as const) : (['user', 'users'] as const)
  return [
    ...(entry !== 'first-ever' || filterSql === null
      ? []
      : [
          {
            name: 'first-fails-filter',
            sql: failingSql(question),
            one: '1 user is left out whose first start event does not pass the filter, though a later one does',
            many: '{n} users are left out whose first start event does not pass the filter, though a later one does',
          },
        ]),
    ...(entry !== 'first-ever' || scope.fromDate === null
      ? []
      : [
          {
            name: 'started-earlier',
            sql: earlierSql(question),
            one: `1 user is in no cohort who first started before ${scope.fromDate}`,
            many: `{n} users are in no cohort who first started before ${scope.fromDate}`,
          },
        ]),
    ...(minSize <= 1
      ? []
      : [
          {
            name: 'small-cohorts',
            sql: `${countsWith(question)}\nSELECT coalesce(sum(size), 0) FROM sizes WHERE size < ${minSize}`,
            one: `1 ${who[0]} is hidden in a cohort of fewer than ${minSize.toLocaleString('en')}`,
            many: `{n} ${who[1]} are hidden in cohorts of fewer than ${minSize.toLocaleString('en')}`,
          },
        ]),
  ]
}
