import type { Cte } from '../../src-renderer/query/sql/statement'
import { activeDays } from '../events/activeDays'
import { unitNumberSql } from '../events/calendarUnit'
import { onDatesSql, whereClause } from '../events/eventsInScope'
import { looksBeforeFilter, scopedEvents } from './eventsSql'
import type { RetentionQuestion } from './question'

/** Retention of any event to any event by the calendar needs no times, only the dates on which users were active. */
export function needsDatesOnly(question: RetentionQuestion): boolean {
  return !question.needsTimes && question.clock === 'calendar' && !looksBeforeFilter(question)
}

/**
 * Whether `event_days` has one row a user, without a date: rolling returns need no days, and neither does a single
 * entry from all dates.
 */
function onlyUsers({ clock, entry, scope }: RetentionQuestion): boolean {
  return (
    clock === 'rolling' &&
    (entry === 'first-ever' || (entry === 'first-matching' && scope.fromDate === null && scope.toDate === null))
  )
}

/** Conditions one of which must hold; null where one holds for every row. */
export function eitherSql(...conditions: readonly string[]): string | null {
  if (conditions.includes('TRUE')) return null
  const different = [...new Set(conditions)]
  return different.length === 1 ? different.join('') : `(${different.join('\n    OR ')})`
}

/**
 * WITH queries up to `event_days`, one row per user and local date: user_key, date, start_ts (the first start event
 * that passes the filter, or NULL), first_ts (the same whatever the filter, where that matters) and, by the calendar,
 * return_ts (the last return event, or NULL). Where dates are enough, up to `active_days` (user_key, date).
 */
function daysOf(question: RetentionQuestion, keep: Cte['keep']): readonly Cte[] {
  const { scope, startSql, returnSql, filterSql, clock } = question
  if (needsDatesOnly(question)) return activeDays(scope, [], keep)
  const beforeFilter = looksBeforeFilter(question)
  const passing = (condition: string): string => {
    const parts = [condition, beforeFilter ? filterSql : null].filter((part) => part !== null && part !== 'TRUE')
    return parts.join(' AND ') || 'TRUE'
  }
  const over = (condition: string): string => (condition === 'TRUE' ? '' : ` FILTER (${condition})`)
  const columns = [
    'user_key',
    ...(onlyUsers(question) ? [] : ['local_date(ts) AS date']),
    `min(ts)${over(passing(startSql))} AS start_ts`,
    ...(beforeFilter ? [`min(ts)${over(startSql)} AS first_ts`] : []),
    ...(clock === 'calendar' ? [`max(ts)${over(passing(returnSql))} AS return_ts`] : []),
  ]
  const relevant = eitherSql(
    beforeFilter ? startSql : passing(startSql),
    ...(clock === 'calendar' ? [passing(returnSql)] : []),
  )
  const what = clock === 'calendar' ? 'the first start event and the last return event' : 'the first start event'
  return [
    ...scopedEvents(question),
    {
      name: 'event_days',
      about: `${onlyUsers(question) ? 'Of each user' : 'Of each user and local date'} ${what}`,
      ...(keep && { keep }),
      sql: `SELECT
  ${columns.join(',\n  ')}
FROM ${beforeFilter ? 'unfiltered_events' : 'events_in_scope'}${whereClause(relevant)}
GROUP BY ALL`,
    },
  ]
}

/** Entries where dates are enough. */
function datedEntries(question: RetentionQuestion): { readonly before: readonly Cte[]; readonly sql: string } {
  const { scope, entry, unit, catalog } = question
  const cohort = (date: string): string => `${unitNumberSql(date, unit, catalog)} AS cohort_unit`
  const entered = whereClause(onDatesSql('date', scope))
  switch (entry) {
    case 'first-ever':
      return {
        before: [
          {
            name: 'first_days',
            about: "Each user's first active date",
            sql: 'SELECT user_key, min(date) AS first_active_date\nFROM active_days\nGROUP BY user_key',
          },
        ],
        sql: `SELECT user_key, ${cohort('first_active_date')}
FROM first_days${whereClause(onDatesSql('first_active_date', scope))}`,
      }
    case 'first-matching':
      return {
        before: [],
        sql: `SELECT user_key, ${cohort('min(date)')}\nFROM active_days${entered}\nGROUP BY user_key`,
      }
    case 'recurring':
      return { before: [], sql: `SELECT DISTINCT user_key, ${cohort('date')}\nFROM active_days${entered}` }
  }
}

/** Entries with the moment of each. */
function timedEntries(question: RetentionQuestion): { readonly before: readonly Cte[]; readonly sql: string } {
  const { scope, entry, unit, catalog } = question
  const cohort = (date: string): string => `${unitNumberSql(date, unit, catalog)} AS cohort_unit`
  if (entry === 'recurring')
    return {
      before: [],
      sql: `SELECT user_key, ${cohort('date')}, min(start_ts) AS entry_ts
FROM event_days${whereClause('start_ts IS NOT NULL', onDatesSql('date', scope))}
GROUP BY 1, 2`,
    }
  const ever = entry === 'first-ever'
  const beforeFilter = looksBeforeFilter(question)
  const first = beforeFilter ? 'min(first_ts) AS entry_ts, min(start_ts) AS passing_ts' : 'min(start_ts) AS entry_ts'
  return {
    before: [
      {
        name: 'first_starts',
        about: `Each user's first start event${ever ? '' : ' on the dates asked for'}`,
        sql: `SELECT user_key, ${first}
FROM event_days${ever ? '' : whereClause(onDatesSql('date', scope))}
GROUP BY user_key`,
      },
    ],
    sql: `SELECT user_key, ${cohort('local_date(entry_ts)')}, entry_ts
FROM first_starts${whereClause(
      'entry_ts IS NOT NULL',
      beforeFilter ? 'passing_ts = entry_ts' : null,
      ever ? onDatesSql('local_date(entry_ts)', scope) : null,
    )}`,
  }
}

const WHO_ENTERS = {
  'first-ever': 'Who entered: each user once, with their first start event ever where it counts',
  'first-matching': 'Who entered: each user once, with their first start event on the dates asked for',
  recurring: 'Who entered: each user once in each unit of the calendar in which they started',
} as const

/**
 * WITH queries up to `entries`: user_key, cohort_unit (number of the calendar unit: the cohort) and, unless dates are
 * enough, entry_ts. A user has one entry, or one in each unit when they recur. `read` says that others read the days or
 * the entries, too: they are then computed once.
 */
export function entries(
  question: RetentionQuestion,
  read: { readonly days: boolean; readonly entries: boolean },
): readonly Cte[] {
  const { before, sql } = needsDatesOnly(question) ? datedEntries(question) : timedEntries(question)
  return [
    ...daysOf(question, read.days ? 'MATERIALIZED' : undefined),
    ...before,
    { name: 'entries', about: WHO_ENTERS[question.entry], ...(read.entries && { keep: 'MATERIALIZED' }), sql },
  ]
}
