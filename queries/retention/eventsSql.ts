import type { Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope, whereClause } from '../events/eventsInScope'
import type { RetentionQuestion } from './question'

/**
 * Whether a user's first start event counts as such though the filter takes it out: it decides that they never enter.
 */
export function looksBeforeFilter({ entry, filterSql }: RetentionQuestion): boolean {
  return entry === 'first-ever' && filterSql !== null
}

/** WITH queries up to `events_in_scope`; before them `unfiltered_events` where looksBeforeFilter(). */
export function scopedEvents(question: RetentionQuestion): readonly Cte[] {
  const { scope, filterSql } = question
  if (!looksBeforeFilter(question)) return [eventsInScope(scope)]
  return [
    eventsInScope(scope, { filtered: false }),
    {
      name: 'events_in_scope',
      about: 'Those of them that pass the filter',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT *\nFROM unfiltered_events${whereClause(filterSql)}`,
    },
  ]
}

/**
 * WITH query `return_events` (user_key, ts), of everybody: it is joined to entries, and who enters was decided there; so
 * a segment's users are found once.
 */
export function returnEvents({ scope, returnSql, filterSql }: RetentionQuestion): Cte {
  return {
    name: 'return_events',
    about: 'Return events, of everybody: those of users who did not enter meet no entry',
    keep: 'NOT MATERIALIZED',
    sql: `SELECT user_key, ts\nFROM ${scope.from}${whereClause(returnSql, filterSql)}`,
  }
}
