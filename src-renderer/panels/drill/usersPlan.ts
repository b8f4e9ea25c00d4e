import { derivedNames } from '../../model/schema'
import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import { aroundSql } from '../../query/sql/aroundSql'
import { identifier, literal, tableSql } from '../../query/sql/literal'

/** The drilled rows' name in SQL: no column is called so. */
const DRILLED = 'drilled_user'

function trimmed(sql: string): string {
  return sql.replace(/[;\s]+$/, '')
}

/**
 * SELECT of (user_key, date, events): what each user did on each local date (workspace zone), over one event table or
 * all.
 */
export function userDaysSql(catalog: Catalog, source: string | null): string {
  const tables = catalog.tables.filter((table) => table.kind === 'events' && (source === null || table.name === source))
  return tables
    .map((table) => `SELECT user_key, date, events FROM ${tableSql(derivedNames(table.name).userDays)}`)
    .join('\nUNION ALL ')
}

/**
 * The users behind a figure, by id: what the drill says of each, and what the log says of each in all (first and last
 * event in UTC, number of events). `own` are the drill's further columns once they are known; without them, they come
 * in the drill's order, with user_key among them. `search` keeps ids that contain it (upper and lower case alike).
 */
export function usersPlan(
  drill: QueryPlan,
  catalog: Catalog,
  source: string | null,
  search = '',
  own: readonly string[] | null = null,
): QueryPlan {
  const columns = own === null ? `unnest(${DRILLED})` : own.map((name) => `${DRILLED}.${identifier(name)}`).join(', ')
  const drilled = columns === '' ? '' : `, ${columns}`
  const before = `SELECT u.user_id${drilled}, u.first_seen, u.last_seen, coalesce(e.events, 0)::BIGINT AS events_in_all
FROM (
`
  const after = `
) ${DRILLED}
LEFT JOIN main.all_users u ON u.user_key = ${DRILLED}.user_key
LEFT JOIN (
  SELECT user_key, sum(events) AS events FROM (${userDaysSql(catalog, source)}) GROUP BY user_key
) e ON e.user_key = ${DRILLED}.user_key
${search === '' ? '' : `WHERE contains(lower(u.user_id), lower(${literal(search)}))\n`}ORDER BY u.user_id`
  // Without a range: the sums are of all dates.
  return {
    ...aroundSql(drill, before, after),
    ...(drill.timezone === undefined ? {} : { timezone: drill.timezone }),
    ...(drill.localTimes === undefined ? {} : { localTimes: drill.localTimes }),
  }
}

/** The users behind a figure as a segment's rule: SQL that gives user_key alone. */
export function userKeysSql(drill: QueryPlan): string {
  return `SELECT DISTINCT ${DRILLED}.user_key FROM (
${trimmed(drill.sql)}
) ${DRILLED} WHERE ${DRILLED}.user_key IS NOT NULL`
}

/** Users whose id contains the text, those that begin with it first; for finding one. */
export function findUsersPlan(search: string, limit: number): QueryPlan {
  const text = literal(search.toLowerCase())
  return {
    sql: `SELECT user_id, user_key, first_seen, last_seen
FROM main.all_users
WHERE contains(lower(user_id), ${text})
ORDER BY lower(user_id) <> ${text}, NOT starts_with(lower(user_id), ${text}), user_id
LIMIT ${limit}`,
  }
}

/** The one user of this id: one row, or none. */
export function userPlan(id: string): QueryPlan {
  return {
    sql: `SELECT user_id, user_key, first_seen, last_seen, is_test\nFROM main.all_users\nWHERE user_id = ${literal(id)}`,
  }
}

/** A user as lists hand them on. */
export interface ListedUser {
  readonly key: number
  readonly id: string
}
