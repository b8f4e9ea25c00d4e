import type { QueryPlan } from '../contract/plan'

/**
 * A plan's SQL within other SQL, `before` and `after` it: of a plan that is made once zones are known, of the one that
 * will be.
 */
export function aroundSql(plan: QueryPlan, before: string, after: string): Pick<QueryPlan, 'sql' | 'zones'> {
  const { zones } = plan
  if (zones === undefined) return { sql: `${before}${plan.sql.replace(/[;\s]+$/, '')}${after}` }
  const { around = ['', ''] } = zones
  return { sql: plan.sql, zones: { ...zones, around: [before + around[0], around[1] + after] } }
}
