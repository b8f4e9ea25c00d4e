import { LatheError } from '../../model/error'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../contract/parameter'
import { nearest } from '../sql/nearest'
import { mustBe } from './mustBe'
import { PARAMETER_KINDS } from './parameterTypes'

/** Text as the terminal gives it: structured types may be JSON, or bare names. */
function fromText(spec: ParameterSpec, text: string): ParameterValue {
  const form = PARAMETER_KINDS[spec.type].text
  if (form === 'plain') return text
  const trimmed = text.trim()
  if (trimmed === 'null' || /^[[{"]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed) as ParameterValue
    } catch {
      return mustBe(spec, text, 'well-formed JSON or an event name')
    }
  }
  return form === 'name' ? text : text.split(',').map((part) => part.trim())
}

/** One value checked and brought to its type. Throws `bad-parameter` with what was expected. */
export function readParameter(spec: ParameterSpec, raw: ParameterValue): ParameterValue {
  if (raw === null || (raw === '' && spec.type !== 'text')) return spec.type === 'boolean' ? false : null
  const value = typeof raw === 'string' ? fromText(spec, raw) : raw
  return value === null ? null : PARAMETER_KINDS[spec.type].read(spec, value)
}

/**
 * All parameters of a query: what was given, checked; defaults for the rest. Throws `bad-parameter` for a wrong value
 * or a name that the query does not have; `refuses` has the reasons of names that others have.
 */
export function readParameters(
  specs: readonly ParameterSpec[],
  raw: Readonly<Record<string, ParameterValue>>,
  refuses: Readonly<Record<string, string>> = {},
): ParameterValues {
  const names = specs.map((spec) => spec.name)
  for (const name of Object.keys(raw)) {
    if (names.includes(name)) continue
    const reason = refuses[name]
    if (reason !== undefined)
      throw new LatheError('bad-parameter', `This analysis does not take "${name}": ${reason}.`, {
        parameter: name,
        value: '',
      })
    const near = nearest(name, names)
    throw new LatheError(
      'bad-parameter',
      `There is no parameter "${name}"; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `the parameters are ${names.join(', ')}.`}`,
      { parameter: name, value: '' },
    )
  }
  return Object.fromEntries(
    specs.map((spec) => [spec.name, spec.name in raw ? readParameter(spec, raw[spec.name]!) : spec.default]),
  )
}
