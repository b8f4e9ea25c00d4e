import type { Condition } from '../../src-renderer/query/sql/condition'
import { anyConditionSql, readConditions } from '../../src-renderer/query/sql/condition'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { tableSql } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { derivedNames, type IsoDate } from '../../src-renderer/model/schema'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { eventsInScope, whereClause } from './eventsInScope'

export { dataDatesSql } from './dataDates'

/** The events that an analysis reads, after FROM. */
function eventsSql(scope: Scope): string {
  return scope.source.sql
}

/**
 * The table's user_days where they say the same as its events: "active" is any event, and nothing is left out of it.
 */
export function userDaysTable(scope: Scope, active: readonly Condition[]): string | null {
  const { table } = scope.source
  return scope.derivedOk && table !== null && active.length === 0 ? derivedNames(table).userDays : null
}

/** The same, as SQL names it. */
function userDaysSql(scope: Scope, active: readonly Condition[]): string | null {
  const table = userDaysTable(scope, active)
  return table === null ? null : tableSql(table)
}

/** The events that make a user active, of a parameter; none for any event. Throws `bad-parameter`. */
export function readActive(values: ParameterValues, parameter = 'active_events'): readonly Condition[] {
  return readConditions(values[parameter] ?? null, parameter)
}

/** Boolean SQL: an event that makes a user active; `TRUE` for any. */
export function activeSql(scope: Scope, active: readonly Condition[]): string {
  return active.length === 0 ? 'TRUE' : anyConditionSql(active, scope.source.columns)
}

/**
 * SELECT that gives (user_key, date): each local date on which a user was active, once. "Active" is any of the
 * conditions, or any event when there are none. Reads the table's user_days where they say the same as its events.
 */
function activeDaysSql(scope: Scope, active: readonly Condition[]): string {
  const days = userDaysSql(scope, active)
  if (days !== null) return `SELECT user_key, date\nFROM ${days}\nWHERE ${scope.userWhere}`
  return `SELECT DISTINCT user_key, local_date(ts) AS date
FROM ${eventsSql(scope)}${whereClause(scope.where, activeSql(scope, active))}`
}

/** WITH queries up to `active_days`, as activeDaysSql(). */
export function activeDays(scope: Scope, active: readonly Condition[], keep?: Cte['keep']): readonly Cte[] {
  const days = { name: 'active_days', about: 'Each local date on which a user was active, once', ...(keep && { keep }) }
  if (userDaysSql(scope, active) !== null) return [{ ...days, sql: activeDaysSql(scope, active) }]
  return [
    eventsInScope(scope),
    {
      ...days,
      sql: `SELECT DISTINCT user_key, local_date(ts) AS date
FROM events_in_scope${whereClause(activeSql(scope, active))}`,
    },
  ]
}

/**
 * WITH queries up to `active_days` (user_key, date, events): as activeDays(), with how many such events the user had on
 * the date.
 */
export function activeDayCounts(scope: Scope, active: readonly Condition[]): readonly Cte[] {
  const about = 'Each local date on which a user was active, with their events on it'
  const days = userDaysSql(scope, active)
  if (days !== null)
    return [
      { name: 'active_days', about, sql: `SELECT user_key, date, events\nFROM ${days}\nWHERE ${scope.userWhere}` },
    ]
  return [
    eventsInScope(scope),
    {
      name: 'active_days',
      about,
      sql: `SELECT user_key, local_date(ts) AS date, count(*) AS events
FROM events_in_scope${whereClause(activeSql(scope, active))}
GROUP BY user_key, date`,
    },
  ]
}

/**
 * The partitions that can matter when only local dates from `from` - `before` to `to` + `after` do (in days; null is
 * open). Partitions are cut in the workspace's zone, so a query in another one needs two days more on each side.
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
