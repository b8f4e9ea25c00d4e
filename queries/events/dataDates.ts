import { dateLiteral, timestampLiteral } from '../../src-renderer/query/sql/literal'
import { nowSql } from '../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'

/** SQL over an event: its local date as a number, the days since 1970. */
export const DAY_NUMBER = "local_date(ts) - DATE '1970-01-01'"

/**
 * SELECT of one row: first_date and last_date, the local dates of the data's first and newest event, whoever they
 * belong to, or last_date `as_of`; over_date, the last date that is over; no row when there are no events. With
 * `as_of`, now_ts is the moment at which it ends: a time that may lie beyond all events, so that local times of such
 * are known to the engine, too.
 */
export function dataDatesSql(scope: Scope): string {
  const { minTs, maxTs, nowTs, asOf } = scope.source
  if (minTs === null || maxTs === null)
    return 'SELECT NULL::DATE AS first_date, NULL::DATE AS last_date, NULL::DATE AS over_date\nWHERE FALSE'
  const first = `local_date(${timestampLiteral(minTs)}) AS first_date`
  if (asOf === null)
    return `SELECT
  ${first},
  local_date(${timestampLiteral(maxTs)}) AS last_date,
  ${nowTs === maxTs ? 'last_date - 1' : `local_date(${nowSql(scope.source)}) - 1`} AS over_date`
  return `SELECT
  ${first},
  ${dateLiteral(asOf, 'as_of')} AS last_date,
  last_date AS over_date,
  ${nowSql(scope.source)} AS now_ts
WHERE first_date <= last_date`
}

/** WITH query `data_dates` of dataDatesSql(). */
export function dataDates(scope: Scope): Cte {
  return {
    name: 'data_dates',
    about: 'First and last local date of the data, and the last one that is over',
    sql: dataDatesSql(scope),
  }
}

/** The dates asked for, cut to the data's, as SQL over the columns of dataDatesSql. */
export function shownDates(scope: Scope): { readonly from: string; readonly to: string } {
  return {
    from: scope.fromDate === null ? 'first_date' : `greatest(first_date, ${dateLiteral(scope.fromDate, 'from')})`,
    to: scope.toDate === null ? 'last_date' : `least(last_date, ${dateLiteral(scope.toDate, 'to')})`,
  }
}

/**
 * Boolean SQL over `date` and the columns of `data_dates`: that the date is one of those asked for, within the data.
 */
export function isShownSql(scope: Scope): string {
  const { from, to } = shownDates(scope)
  return `date BETWEEN ${from} AND ${to}`
}

/** WITH queries up to `calendar`: a row for each date of the data, with first_date, last_date and over_date. */
export function calendar(scope: Scope): readonly Cte[] {
  return [
    dataDates(scope),
    {
      name: 'calendar',
      about: 'Each date of the data, so that dates without activity have a row',
      sql: `SELECT
  first_date + unnest(range(0, last_date - first_date + 1))::INTEGER AS date,
  first_date,
  last_date,
  over_date
FROM data_dates`,
    },
  ]
}

/**
 * WITH queries up to `shown_dates`: one row, from_date and to_date, with first_date and over_date; none without events.
 */
export function shownDateRange(scope: Scope): readonly Cte[] {
  const { from, to } = shownDates(scope)
  return [
    dataDates(scope),
    {
      name: 'shown_dates',
      about: 'The first and the last date shown: those asked for, cut to the data',
      sql: `SELECT
  ${from} AS from_date,
  ${to} AS to_date,
  first_date,
  over_date
FROM data_dates`,
    },
  ]
}

/** WITH queries up to `calendar`: a row for each date shown, with first_date and over_date. */
export function shownCalendar(scope: Scope): readonly Cte[] {
  return [
    ...shownDateRange(scope),
    {
      name: 'calendar',
      about: 'Each date shown, so that dates without activity have a row',
      sql: `SELECT
  from_date + unnest(range(0, to_date - from_date + 1))::INTEGER AS date,
  first_date,
  over_date
FROM shown_dates
WHERE from_date <= to_date`,
    },
  ]
}
