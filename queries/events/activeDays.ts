import type { Condition } from '../../src-renderer/query/sql/condition'
import { anyConditionSql } from '../../src-renderer/query/sql/condition'
import { dateLiteral, tableSql, timestampLiteral } from '../../src-renderer/query/sql/literal'
import { nowSql } from '../../src-renderer/query/sql/eventSource'
import type { Scope } from '../../src-renderer/query/sql/source'
import { derivedNames, type IsoDate } from '../../src-renderer/model/schema'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'

/** The events that an analysis reads, after FROM. */
export function eventsSql(scope: Scope): string {
  return scope.source.sql
}

/**
 * SELECT that gives (user_key, date): each local date on which a user was active, once. "Active" is any of the conditions,
 * or any event when there are none. Reads the table's user_days where they say the same as its events.
 */
export function activeDaysSql(scope: Scope, active: readonly Condition[]): string {
  if (scope.derivedOk && scope.source.table !== null && active.length === 0) {
    return `SELECT user_key, date FROM ${tableSql(derivedNames(scope.source.table).userDays)} WHERE ${scope.userWhere}`
  }
  const which = active.length === 0 ? '' : ` AND ${anyConditionSql(active, scope.source.columns)}`
  return `SELECT DISTINCT user_key, local_date(ts) AS date FROM ${eventsSql(scope)} WHERE ${scope.where}${which}`
}

/** SELECT that gives (user_key, date, events): as activeDaysSql, with how many such events the user had on the date. */
export function activeDayCountsSql(scope: Scope, active: readonly Condition[]): string {
  if (scope.derivedOk && scope.source.table !== null && active.length === 0) {
    return `SELECT user_key, date, events FROM ${tableSql(derivedNames(scope.source.table).userDays)} WHERE ${scope.userWhere}`
  }
  const which = active.length === 0 ? '' : ` AND ${anyConditionSql(active, scope.source.columns)}`
  return `SELECT user_key, local_date(ts) AS date, count(*) AS events FROM ${eventsSql(scope)} WHERE ${scope.where}${which} GROUP BY 1, 2`
}

/**
 * SELECT of one row: first_date and last_date, the local dates of the data's first and newest event, whoever they belong to,
 * or last_date `as_of`; over_date, the last date that is over; no row when there are no events. With `as_of`, now_ts is the moment
 * at which it ends: a time that may lie beyond all events, so that local times of such are known to the engine, too.
 */
export function dataDatesSql(scope: Scope): string {
  const { minTs, maxTs, asOf } = scope.source
  if (minTs === null || maxTs === null)
    return 'SELECT NULL::DATE AS first_date, NULL::DATE AS last_date, NULL::DATE AS over_date WHERE FALSE'
  const first = `local_date(${timestampLiteral(minTs)}) AS first_date`
  if (asOf === null)
    return `SELECT first_date, last_date, last_date - 1 AS over_date FROM (SELECT ${first}, local_date(${timestampLiteral(maxTs)}) AS last_date)`
  return `SELECT first_date, last_date, last_date AS over_date, now_ts FROM (SELECT ${first}, ${dateLiteral(asOf, 'as_of')} AS last_date, ${nowSql(scope.source)} AS now_ts) WHERE first_date <= last_date`
}

/** The dates asked for, cut to the data's, as SQL over the columns of dataDatesSql. */
export function shownDates(scope: Scope): { readonly from: string; readonly to: string } {
  return {
    from: scope.fromDate === null ? 'first_date' : `greatest(first_date, ${dateLiteral(scope.fromDate, 'from')})`,
    to: scope.toDate === null ? 'last_date' : `least(last_date, ${dateLiteral(scope.toDate, 'to')})`,
  }
}

/**
 * The partitions that can matter when only local dates from `from` - `before` to `to` + `after` do (in days; null is open).
 * Partitions are cut in the workspace's zone, so a query in another one needs two days more on each side.
 */
export function partitionRange(
  scope: Scope,
  before: number | null,
  after: number | null,
): { readonly from: IsoDate | null; readonly to: IsoDate | null } {
  const slack = scope.timezone === null ? 0 : 2
  return {
    from: scope.fromDate === null || before === null ? null : dayToIso(isoToDay(scope.fromDate) - before - slack),
    to: scope.toDate === null || after === null ? null : dayToIso(isoToDay(scope.toDate) + after + slack),
  }
}
