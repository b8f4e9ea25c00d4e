import type { Unexplained } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'

/** Users of the active events as a measure of explain-change, or their events; a measure has one condition. */
export function usersMeasure(
  name: string,
  values: ParameterValues,
  kind: 'users' | 'count' = 'users',
): { readonly measure: ParameterValue; readonly formula: null } | Unexplained {
  const given = values['active_events']
  const active: readonly ParameterValue[] = Array.isArray(given) ? (given as readonly ParameterValue[]) : []
  if (active.length > 1) return { why: 'a measure is of one event, and several count as active here' }
  return { measure: [{ name, event: active[0] ?? null, measure: kind }], formula: null }
}
