import { required } from '../../base/required'
import type { Analysis, Drill, Estimates } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import type { Estimate, QueryPlan } from '../contract/plan'
import { entityOf } from '../sql/entity'
import { eventSource } from '../sql/eventSource'
import { SAMPLE, sampleOf, shareText } from '../sql/sample'

/** Who is in the sample, in words. */
function nounOf(values: ParameterValues, catalog: Catalog, source: string | null): string {
  const entity = entityOf(values, eventSource(catalog, source).columns)
  return entity.length === 0 ? 'users' : `values of ${entity.join(' and ')}`
}

/**
 * An analysis whose plans say how the answer of a sample stands for all: `scope()` narrows what they read to the sample,
 * the host scales up what adds up over users (query/analysis/estimatedResult). Nothing differs where everybody is asked.
 */
export function withSample(analysis: Analysis): Analysis {
  if (analysis.refuses?.[SAMPLE.name] !== undefined)
    return { ...analysis, parameters: analysis.parameters.filter(({ name }) => name !== SAMPLE.name) }
  if (!analysis.parameters.some(({ name }) => name === SAMPLE.name)) return analysis
  const estimated = (
    plan: QueryPlan,
    values: ParameterValues,
    catalog: Catalog,
    source: string | null,
    figures: (stated: Estimates) => Pick<Estimate, 'users' | 'amounts' | 'bySeries'>,
  ): QueryPlan => {
    const share = sampleOf(values)
    if (share === null) return plan
    const { estimates = {} } = analysis
    const stated = typeof estimates === 'function' ? estimates(values, catalog) : estimates
    return { ...plan, estimate: { share, ...figures(stated), noun: nounOf(values, catalog, source) } }
  }
  return {
    ...analysis,
    plan: (values, catalog, source) =>
      estimated(analysis.plan(values, catalog, source), values, catalog, source, (stated) => ({
        users: stated.users ?? [],
        amounts: stated.amounts ?? [],
        ...(stated.bySeries === undefined ? {} : { bySeries: stated.bySeries }),
      })),
    ...(analysis.kpiPlan === undefined
      ? {}
      : {
          kpiPlan: (values, catalog, source) =>
            estimated(
              required(analysis.kpiPlan?.(values, catalog, source)),
              values,
              catalog,
              source,
              ({ kpis = [] }) => ({ users: [], amounts: kpis }),
            ),
        }),
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            const found = analysis.drill?.(figure, values, catalog, source) ?? null
            const share = sampleOf(values)
            return found === null || share === null
              ? found
              : { ...found, title: `${found.title} (of the sample of ${shareText(share)})` }
          },
        }),
  }
}
