import type { Analysis, Drill } from '../contract/analysis'
import { entityKey, entityOf, PER } from '../sql/entity'
import { eventSource } from '../sql/eventSource'
import { identifier } from '../sql/literal'

/**
 * An analysis that can count others than users: sessions of a restaurant, retention of advertisers. `scope()` puts the
 * values in the place of users; what stands behind a figure is a list of them. Analyses with a `per` of their own keep
 * it, and take a list of columns in it.
 */
export function withEntity(analysis: Analysis): Analysis {
  const takes = (name: string): boolean => analysis.parameters.some((spec) => spec.name === name)
  if (analysis.reads !== 'events' || !takes('filter') || !takes('segment')) return analysis
  if (analysis.refuses?.['per'] !== undefined) return analysis
  // One that has the parameter itself knows what it lists, too.
  if (analysis.parameters.some((spec) => spec.name === 'per' && spec.type === 'columns')) return analysis
  return {
    ...analysis,
    parameters: takes('per') ? analysis.parameters : [...analysis.parameters, PER],
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            const found = analysis.drill?.(figure, values, catalog, source) ?? null
            const entity = entityOf(values, eventSource(catalog, source).columns)
            if (found === null || entity.length === 0) return found
            // Lists of events name users, whom these figures do not count.
            if (found.kind === 'rows') return null
            const name = entity.length === 1 ? entityKey(entity) : identifier(entity.join(' and '))
            return {
              ...found,
              kind: 'rows',
              plan: {
                ...found.plan,
                sql: `SELECT user_key AS ${name}, * EXCLUDE (user_key) FROM (\n${found.plan.sql}\n)`,
              },
            }
          },
        }),
  }
}
