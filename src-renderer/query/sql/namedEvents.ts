import { readConditions } from './condition'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'

const OF_EVENTS: ReadonlySet<ParameterSpec['type']> = new Set<ParameterSpec['type']>([
  'event',
  'events',
  'steps',
  'exclusions',
])

/** The events that checked parameter values name, each once. */
export function namedEvents(specs: readonly ParameterSpec[], values: ParameterValues): readonly string[] {
  const conditions = specs
    .filter((spec) => OF_EVENTS.has(spec.type))
    .flatMap((spec) => {
      const value = values[spec.name] ?? null
      return readConditions(value === null || Array.isArray(value) ? value : [value], spec.name)
    })
  return [...new Set(conditions.flatMap((condition) => (condition.event === null ? [] : [condition.event])))]
}
