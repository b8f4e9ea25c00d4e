import { formatCount } from '../../src-renderer/chart/format'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, Population } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { activeDays } from '../events/activeDays'
import { eventsInScope, onDatesSql, whereClause } from '../events/eventsInScope'
import { entries } from './entriesSql'
import { periodCounts } from './countsSql'
import { readQuestion, type RetentionQuestion } from './question'

/** The users who enter; those whom a filter takes are the ones with a start event on the dates and none that passes. */
export function retentionPopulation(values: ParameterValues, catalog: Catalog, source: string | null): Population {
  const question = readQuestion({ ...values, breakdown: [] }, catalog, source)
  return {
    which: question.startSql,
    users: statement(entries(question, { days: false, entries: false }), 'SELECT user_key\nFROM entries'),
  }
}

/**
 * WITH queries up to `start_days` (user_key, date): dates with a start event, and whether one of it passes the filter.
 */
function startDays(question: RetentionQuestion): readonly Cte[] {
  const { scope, startSql, filterSql } = question
  // Any event starts: the days say it.
  if (startSql === 'TRUE' && filterSql === null)
    return [
      ...activeDays(scope, []),
      {
        name: 'start_days',
        about: 'Each date on which a user started, as any event does',
        keep: 'MATERIALIZED',
        sql: 'SELECT user_key, date, TRUE AS passes\nFROM active_days',
      },
    ]
  return [
    eventsInScope(scope, { filtered: false }),
    {
      name: 'start_days',
      about: 'Each date on which a user has a start event, and whether one passes the filter',
      keep: 'MATERIALIZED',
      sql: `SELECT user_key, local_date(ts) AS date, bool_or(${filterSql ?? 'TRUE'}) AS passes
FROM unfiltered_events${whereClause(startSql)}
GROUP BY 1, 2`,
    },
  ]
}

/** Counts users with a start event on the dates that passes the filter, whose first ever fell on an earlier date. */
function earlierSql(question: RetentionQuestion, from: string): string {
  return statement(
    [
      ...startDays(question),
      {
        name: 'start_users',
        about: 'Each user with their first start date ever, and whether they have one on the dates asked for',
        sql: `SELECT
  user_key,
  min(date) AS first_date,
  bool_or(passes AND ${onDatesSql('date', question.scope).replaceAll('\n ', '')}) AS starts_on_dates
FROM start_days
GROUP BY user_key`,
      },
    ],
    `SELECT count(*)
FROM start_users
WHERE first_date < ${dateLiteral(from, 'from')}
  AND starts_on_dates`,
  )
}

/**
 * Counts users whose first start event falls on the dates and fails the filter, though a start event on the dates
 * passes it.
 */
function failingSql({ scope, startSql }: RetentionQuestion, filter: string): string {
  const onDates = onDatesSql('local_date(ts)', scope).replaceAll('\n ', '')
  return statement(
    [
      eventsInScope(scope, { filtered: false }),
      {
        name: 'first_starts',
        about: "Each user's first start event, the first one that passes the filter, and how many do on the dates",
        sql: `SELECT
  min(ts) AS first_ts,
  min(ts) FILTER (${filter}) AS passing_ts,
  count(*) FILTER (${filter} AND ${onDates}) AS passing_events
FROM unfiltered_events${whereClause(startSql)}
GROUP BY user_key`,
      },
    ],
    `SELECT count(*)
FROM first_starts${whereClause(
      'passing_events > 0',
      'passing_ts > first_ts',
      onDatesSql('local_date(first_ts)', scope),
    )}`,
  )
}

/** Whom the rules of entry and the smallest cohort leave out. */
export function retentionLeftOut(question: RetentionQuestion): readonly LeftOut[] {
  const { entry, scope, filterSql, minSize } = question
  const counts = periodCounts(question)
  const who = entry === 'recurring' ? (['entry', 'entries'] as const) : (['user', 'users'] as const)
  return [
    ...(entry !== 'first-ever' || filterSql === null
      ? []
      : [
          {
            name: 'first-fails-filter',
            sql: failingSql(question, filterSql),
            one: '1 user is left out whose first start event does not pass the filter, though a later one does',
            many: '{n} users are left out whose first start event does not pass the filter, though a later one does',
          },
        ]),
    ...(entry !== 'first-ever' || scope.fromDate === null
      ? []
      : [
          {
            name: 'started-earlier',
            sql: earlierSql(question, scope.fromDate),
            one: `1 user is in no cohort who first started before ${scope.fromDate}`,
            many: `{n} users are in no cohort who first started before ${scope.fromDate}`,
          },
        ]),
    ...(minSize <= 1
      ? []
      : [
          {
            name: 'small-cohorts',
            sql: statement(
              [...counts.each, ...counts.all],
              `SELECT coalesce(sum(size), 0)\nFROM cohort_sizes\nWHERE size < ${minSize}`,
            ),
            one: `1 ${who[0]} is hidden in a cohort of fewer than ${formatCount(minSize)}`,
            many: `{n} ${who[1]} are hidden in cohorts of fewer than ${formatCount(minSize)}`,
          },
        ]),
  ]
}
