import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import type { Scope } from '../../src-renderer/query/sql/source'

/**
 * A plan in a scope's zone, with its notes before those given; `range` as partitionRange() gives it, none for all
 * partitions.
 */
export function scopedPlan(
  scope: Scope,
  sql: string,
  range: QueryPlan['range'],
  notes: readonly string[] = [],
): QueryPlan {
  return {
    sql,
    ...(range === undefined ? {} : { range }),
    ...(scope.timezone === null ? {} : { timezone: scope.timezone }),
    notes: [...scope.notes, ...notes],
  }
}

/** What makes a user active, in words, for a plan's notes. */
export function activeNote(count: number): string {
  return count === 0 ? 'active: any event' : `active: ${count} chosen ${count === 1 ? 'event' : 'events'}`
}
