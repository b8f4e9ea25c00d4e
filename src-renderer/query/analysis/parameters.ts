import { LatheError } from '../../model/error'
import { isTimeZone } from '../../model/zone'
import { readComparison } from './compare'
import { readCondition, readConditions, readFilter } from '../sql/condition'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../contract/parameter'
import { readDuration } from '../sql/duration'
import { isIsoDate } from '../../model/isoDate'
import { nearest } from '../sql/nearest'
import { readSegmentRule } from '../sql/segment'
import { splitAmount } from '../sql/choiceAmount'
import { readStep } from '../sql/step'

function mustBe(spec: ParameterSpec, value: unknown, expected: string): never {
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  throw new LatheError('bad-parameter', `${spec.name} must be ${expected}, not "${shown}".`, {
    parameter: spec.name,
    value: shown,
  })
}

const STRUCTURED = new Set<ParameterSpec['type']>([
  'event',
  'events',
  'steps',
  'exclusions',
  'filter',
  'segment',
  'columns',
])

/** Text as the terminal gives it: structured types may be JSON, or a bare event name. */
function fromText(spec: ParameterSpec, text: string): ParameterValue {
  if (STRUCTURED.has(spec.type)) {
    const trimmed = text.trim()
    if (trimmed === 'null' || /^[[{"]/.test(trimmed)) {
      try {
        return JSON.parse(trimmed) as ParameterValue
      } catch {
        return mustBe(spec, text, 'well-formed JSON or an event name')
      }
    }
    return spec.type === 'event' || spec.type === 'segment' ? text : text.split(',').map((part) => part.trim())
  }
  return text
}

function checkNumber(spec: ParameterSpec, value: ParameterValue): number {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  if (!Number.isFinite(number) || (spec.type === 'integer' && !Number.isInteger(number)))
    mustBe(spec, value, spec.type === 'integer' ? 'a whole number' : 'a number')
  if (spec.min !== undefined && number < spec.min) mustBe(spec, value, `at least ${spec.min}`)
  if (spec.max !== undefined && number > spec.max) mustBe(spec, value, `at most ${spec.max}`)
  return number
}

function checkColumns(spec: ParameterSpec, value: ParameterValue): ParameterValue {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string' && one !== ''))
    return mustBe(spec, value, 'a list of columns')
  if (new Set(value).size < value.length) return mustBe(spec, value, 'a list that names each column once')
  if (spec.max !== undefined && value.length > spec.max) return mustBe(spec, value, `at most ${spec.max} columns`)
  return value as readonly string[]
}

/**
 * An option's value; one with an amount has it after a colon, and gets its own where none is given: "within:2 seconds".
 */
function checkChoice(spec: ParameterSpec, value: ParameterValue): ParameterValue {
  const options = spec.options ?? []
  const whole = options.find((one) => one.value === value)
  if (whole !== undefined) return whole.amount === undefined ? whole.value : `${whole.value}:${whole.amount}`
  const [name, amount] = typeof value === 'string' ? splitAmount(value) : [null, null]
  const option = options.find((one) => one.value === name && one.amount !== undefined)
  if (option === undefined || amount === null)
    return mustBe(
      spec,
      value,
      `one of ${options.map((one) => (one.amount === undefined ? one.value : `${one.value}:${one.amount}`)).join(', ')}`,
    )
  if (readDuration(amount, spec.name) === null)
    return mustBe(spec, value, `a duration after ${option.value}:, such as ${option.value}:${option.amount!}`)
  return `${option.value}:${amount}`
}

/** One value checked and brought to its type. Throws `bad-parameter` with what was expected. */
export function readParameter(spec: ParameterSpec, raw: ParameterValue): ParameterValue {
  if (raw === null || (raw === '' && spec.type !== 'text')) return spec.type === 'boolean' ? false : null
  const value = typeof raw === 'string' ? fromText(spec, raw) : raw
  switch (spec.type) {
    case 'integer':
    case 'number':
      return checkNumber(spec, value)
    case 'boolean':
      if (value === true || value === 'true' || value === '1' || value === 'yes') return true
      if (value === false || value === 'false' || value === '0' || value === 'no') return false
      return mustBe(spec, value, 'true or false')
    case 'date':
      return typeof value === 'string' && isIsoDate(value) ? value : mustBe(spec, value, 'a date like 2024-01-31')
    case 'datetime':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value))
        ? value
        : mustBe(spec, value, 'a time like 2024-01-31T09:30:00Z')
    case 'choice':
      return checkChoice(spec, value)
    case 'timezone':
      return typeof value === 'string' && isTimeZone(value)
        ? value
        : mustBe(spec, value, 'an IANA time zone like Europe/Berlin')
    case 'duration':
      if (typeof value !== 'string') return mustBe(spec, value, 'a duration like "14 days"')
      readDuration(value, spec.name)
      return value
    case 'text':
    case 'column':
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : mustBe(spec, value, 'text')
    case 'columns':
      return checkColumns(spec, value)
    case 'event':
      readCondition(value, spec.name)
      return value
    case 'events':
      readConditions(value, spec.name)
      return value
    case 'filter':
      readFilter(value, spec.name)
      return value
    case 'comparison':
      readComparison(value)
      return value
    case 'segment':
      if (typeof value !== 'string') readSegmentRule(value, spec.name)
      return value
    case 'steps':
      if (!Array.isArray(value)) return mustBe(spec, value, 'a list of events')
      value.forEach((one) => readStep(one, spec.name))
      return value as readonly unknown[]
    case 'exclusions':
      if (!Array.isArray(value)) return mustBe(spec, value, 'a list of exclusions')
      value.forEach((one) => readCondition(one, spec.name))
      return value as readonly unknown[]
  }
}

/**
 * All parameters of a query: what was given, checked; defaults for the rest. Throws `bad-parameter` for a wrong value
 * or a name that the query does not have.
 */
export function readParameters(
  specs: readonly ParameterSpec[],
  raw: Readonly<Record<string, ParameterValue>>,
): ParameterValues {
  const names = specs.map((spec) => spec.name)
  for (const name of Object.keys(raw)) {
    if (names.includes(name)) continue
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
