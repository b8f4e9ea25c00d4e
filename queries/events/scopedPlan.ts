import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import type { Scope } from '../../src-renderer/query/sql/source'
import { addedStatement } from '../../src-renderer/query/sql/statement'

/**
 * The SQL of a plan that adds up over users. Where others are counted in their place it does not: a value's events belong
 * to many users.
 */
export function addedPlan({ entity }: Scope, asked: AddUp): Pick<QueryPlan, 'sql' | 'addUp'> {
  return { sql: addedStatement(asked), ...(entity.length === 0 ? { addUp: asked } : {}) }
}

/**
 * A plan in a scope's zone, with its notes before those given; `range` as partitionRange() gives it, none for all
 * partitions.
 */
export function scopedPlan(
  scope: Scope,
  sql: string | AddUp,
  range: QueryPlan['range'],
  notes: readonly string[] = [],
): QueryPlan {
  return {
    ...(typeof sql === 'string' ? { sql } : addedPlan(scope, sql)),
    ...(range === undefined ? {} : { range }),
    ...(scope.timezone === null ? {} : { timezone: scope.timezone }),
    notes: [...scope.notes, ...notes],
  }
}

/** What makes a user active, in words, for a plan's notes. */
export function activeNote(count: number): string {
  return count === 0 ? 'active: any event' : `active: ${count} chosen ${count === 1 ? 'event' : 'events'}`
}
