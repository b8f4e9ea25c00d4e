import { EMPTY_MODEL, isMadeEvent, type DataModel } from '../../model/dataModel'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { PARAMETER_KINDS } from './parameterTypes'

/** The events of the log that checked parameter values name, each once: those of the model are none. */
export function namedEvents(
  specs: readonly ParameterSpec[],
  values: ParameterValues,
  model: DataModel = EMPTY_MODEL,
): readonly string[] {
  const conditions = specs.flatMap((spec) => {
    const value = values[spec.name] ?? null
    return value === null ? [] : (PARAMETER_KINDS[spec.type].events?.(value, spec.name) ?? [])
  })
  const own = new Set(model.events.filter(isMadeEvent).map(({ name }) => name))
  return [...new Set(conditions.flatMap(({ event }) => (event === null || own.has(event) ? [] : [event])))]
}
