import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { PARAMETER_KINDS } from './parameterTypes'

/** The events that checked parameter values name, each once. */
export function namedEvents(specs: readonly ParameterSpec[], values: ParameterValues): readonly string[] {
  const conditions = specs.flatMap((spec) => {
    const value = values[spec.name] ?? null
    return value === null ? [] : (PARAMETER_KINDS[spec.type].events?.(value, spec.name) ?? [])
  })
  return [...new Set(conditions.flatMap((condition) => (condition.event === null ? [] : [condition.event])))]
}
