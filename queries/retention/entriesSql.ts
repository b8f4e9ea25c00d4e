import { dateLiteral } from '../../src-renderer/query/sql/literal'
import { activeDaysSql, eventsSql } from '../events/activeDays'
import { unitNumberSql } from '../events/calendarUnit'
import type { RetentionQuestion } from './question'

/** Retention of any event to any event by the calendar needs no times, only the dates on which users were active. */
export function needsDatesOnly(question: RetentionQuestion): boolean {
  return (
    !question.needsTimes &&
    question.clock === 'calendar' &&
    (question.filterSql === null || question.entry !== 'first-ever')
  )
}

/**
 * Whether `days` has one row a user, without a date: rolling returns need no days, and neither does a single entry from
 * all dates.
 */
function onlyUsers({ clock, entry, scope }: RetentionQuestion): boolean {
  return (
    clock === 'rolling' &&
    (entry === 'first-ever' || (entry === 'first-matching' && scope.fromDate === null && scope.toDate === null))
  )
}

/**
 * SELECT of one row per user and local date: user_key, date, and, unless dates are enough, start_ts (the first start
 * event that passes the filter, or NULL), first_ts (the same whatever the filter, where that matters) and return_ts
 * (the last return event, or NULL).
 */
export function daysSql(question: RetentionQuestion): string {
  const { scope, startSql, returnSql, filterSql, entry, clock } = question
  if (needsDatesOnly(question)) return activeDaysSql(scope, [])
  const both = (...parts: (string | null)[]): string =>
    parts.filter((part) => part !== null && part !== 'TRUE').join(' AND ') || 'TRUE'
  const beforeFilter = entry === 'first-ever' && filterSql !== null
  const over = (condition: string): string => (condition === 'TRUE' ? '' : ` FILTER (${condition})`)
  const columns = [
    `min(ts)${over(both(startSql, filterSql))} AS start_ts`,
    ...(beforeFilter ? [`min(ts)${over(startSql)} AS first_ts`] : []),
    ...(clock === 'calendar' ? [`max(ts)${over(both(returnSql, filterSql))} AS return_ts`] : []),
  ]
  const relevant = [
    beforeFilter ? startSql : both(startSql, filterSql),
    ...(clock === 'calendar' ? [both(returnSql, filterSql)] : []),
  ]
  const which = relevant.includes('TRUE') ? '' : ` AND (${[...new Set(relevant)].join(' OR ')})`
  const day = onlyUsers(question) ? '' : 'local_date(ts) AS date, '
  return `SELECT user_key, ${day}${columns.join(', ')}
  FROM ${eventsSql(scope)} WHERE ${scope.userWhere}${which} GROUP BY ALL`
}

/** The dates on which users can enter, as a condition on a DATE expression; null for all. */
function entryDates(question: RetentionQuestion, date: string): string | null {
  const { fromDate, toDate } = question.scope
  const parts = [
    ...(fromDate === null ? [] : [`${date} >= ${dateLiteral(fromDate, 'from')}`]),
    ...(toDate === null ? [] : [`${date} <= ${dateLiteral(toDate, 'to')}`]),
  ]
  return parts.length === 0 ? null : parts.join(' AND ')
}

/**
 * SELECT over `days` of the entries: user_key, unit (number of the calendar unit: the cohort) and, unless dates are
 * enough, entry_ts. A user has one entry, or one in each unit when they recur.
 */
export function entriesSql(question: RetentionQuestion): string {
  const number = (date: string): string => unitNumberSql(date, question.unit, question.catalog)
  const where = (...parts: (string | null)[]): string => {
    const some = parts.filter((part) => part !== null)
    return some.length === 0 ? '' : ` WHERE ${some.join(' AND ')}`
  }
  if (needsDatesOnly(question)) {
    switch (question.entry) {
      case 'first-ever':
        return `SELECT user_key, ${number('date')} AS unit FROM (SELECT user_key, min(date) AS date FROM days GROUP BY user_key)${where(entryDates(question, 'date'))}`
      case 'first-matching':
        return `SELECT user_key, ${number('min(date)')} AS unit FROM days${where(entryDates(question, 'date'))} GROUP BY user_key`
      case 'recurring':
        return `SELECT DISTINCT user_key, ${number('date')} AS unit FROM days${where(entryDates(question, 'date'))}`
    }
  }
  const dated = (select: string, ...conditions: (string | null)[]): string =>
    `SELECT user_key, ${number('local_date(entry_ts)')} AS unit, entry_ts FROM ` +
    `(${select})${where('entry_ts IS NOT NULL', ...conditions)}`
  switch (question.entry) {
    case 'first-ever':
      return question.filterSql === null
        ? dated(
            'SELECT user_key, min(start_ts) AS entry_ts FROM days GROUP BY user_key',
            entryDates(question, 'local_date(entry_ts)'),
          )
        : dated(
            'SELECT user_key, min(first_ts) AS entry_ts, min(start_ts) AS passing_ts FROM days GROUP BY user_key',
            'passing_ts = entry_ts',
            entryDates(question, 'local_date(entry_ts)'),
          )
    case 'first-matching':
      return dated(
        `SELECT user_key, min(start_ts) AS entry_ts FROM days${where(entryDates(question, 'date'))} GROUP BY user_key`,
      )
    case 'recurring':
      return `SELECT user_key, ${number('date')} AS unit, min(start_ts) AS entry_ts FROM days${where('start_ts IS NOT NULL', entryDates(question, 'date'))} GROUP BY 1, 2`
  }
}
