import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { readConditions } from '../sql/condition'
import { PARAMETER_KINDS } from './parameterTypes'

/** The events that checked parameter values name, each once. */
export function namedEvents(specs: readonly ParameterSpec[], values: ParameterValues): readonly string[] {
  const conditions = specs
    .filter((spec) => PARAMETER_KINDS[spec.type].namesEvents === true)
    .flatMap((spec) => {
      const value = values[spec.name] ?? null
      return readConditions(value === null || Array.isArray(value) ? value : [value], spec.name)
    })
  return [...new Set(conditions.flatMap((condition) => (condition.event === null ? [] : [condition.event])))]
}
