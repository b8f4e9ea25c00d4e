import { required } from '../../base/required'
import { readAsOf } from '../sql/eventSource'
import { resolveSegment } from '../sql/segmentSql'
import type { Analysis, Drill } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import type { QueryPlan, SequenceRequest } from '../contract/plan'
import type { SegmentRule } from '../contract/segment'

function hasSegment(values: ParameterValues): boolean {
  const { segment } = values
  return segment !== null && segment !== undefined && segment !== ''
}

/** Whether somebody's SQL is part of a rule. */
export function hasSql(rule: SegmentRule): boolean {
  if ('all' in rule) return rule.all.some(hasSql)
  if ('any' in rule) return rule.any.some(hasSql)
  return 'not' in rule ? hasSql(rule.not) : 'sql' in rule
}

/** Whether local times can be asked of others than the events': `as_of` may be any day, SQL of a segment asks for any. */
function asksOtherTimes({ parameters }: Analysis, values: ParameterValues, catalog: Catalog): boolean {
  if (parameters.some(({ name }) => name === 'as_of') && readAsOf(values, catalog) !== null) return true
  return parameters.some(({ name, type }) => {
    const segment = type === 'segment' ? resolveSegment(values[name], catalog) : null
    return segment !== null && hasSql(segment.rule)
  })
}

function undated({ range: _range, besideRange: _beside, ...rest }: SequenceRequest): SequenceRequest {
  return rest
}

/**
 * An analysis whose plans say what they read: all dates where they ask for a segment, since who is in it may be decided
 * by events outside the dates asked for; and the local times of the events alone, unless values bring in others.
 */
export function withReads(analysis: Analysis): Analysis {
  const stated = (plan: QueryPlan, values: ParameterValues, catalog: Catalog): QueryPlan => {
    const { range, sequence, ...rest } = plan
    return {
      ...rest,
      ...(sequence === undefined ? {} : { sequence: hasSegment(values) ? undated(sequence) : sequence }),
      ...(range === undefined || hasSegment(values) ? {} : { range }),
      ...(asksOtherTimes(analysis, values, catalog) ? {} : { localTimes: 'stored' }),
    }
  }
  return {
    ...analysis,
    plan: (values, catalog, source) => stated(analysis.plan(values, catalog, source), values, catalog),
    ...(analysis.kpiPlan === undefined
      ? {}
      : {
          kpiPlan: (values, catalog, source) =>
            stated(required(analysis.kpiPlan?.(values, catalog, source)), values, catalog),
        }),
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source): Drill | null => {
            const found = analysis.drill?.(figure, values, catalog, source) ?? null
            return found === null ? null : { ...found, plan: stated(found.plan, values, catalog) }
          },
        }),
  }
}
