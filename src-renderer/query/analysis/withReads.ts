import type { Analysis, Drill } from '../contract/analysis'
import type { ParameterValues } from '../contract/parameter'
import type { QueryPlan } from '../contract/plan'

function hasSegment(values: ParameterValues): boolean {
  const { segment } = values
  return segment !== null && segment !== undefined && segment !== ''
}

function opened(plan: QueryPlan, values: ParameterValues): QueryPlan {
  if (plan.range === undefined || !hasSegment(values)) return plan
  const { range: _range, ...rest } = plan
  return rest
}

/**
 * An analysis whose plans bring in all dates where they ask for a segment: who is in it may be decided by events
 * outside the dates asked for.
 */
export function withOpenRange(analysis: Analysis): Analysis {
  return {
    ...analysis,
    plan: (values, catalog, source) => opened(analysis.plan(values, catalog, source), values),
    ...(analysis.kpiPlan === undefined
      ? {}
      : { kpiPlan: (values, catalog, source) => opened(analysis.kpiPlan!(values, catalog, source), values) }),
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            const found = analysis.drill!(figure, values, catalog, source)
            return found === null ? null : { ...found, plan: opened(found.plan, values) }
          },
        }),
  }
}
