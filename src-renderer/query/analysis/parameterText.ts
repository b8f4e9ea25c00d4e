import { formatCount } from '../../chart/format'
import { PARAMETER_KINDS } from './parameterTypes'
import { splitAmount } from '../sql/choiceAmount'
import type { ParameterSpec, ParameterValue } from '../contract/parameter'

interface Term {
  readonly column?: unknown
  readonly op?: unknown
  readonly value?: unknown
  readonly any?: unknown
  readonly all?: unknown
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** A comparison, or several joined by and/or, in words. */
function termText({ column, op, value, any, all }: Term): string {
  const parts = Array.isArray(any) ? any : Array.isArray(all) ? all : null
  if (parts !== null)
    return `(${parts.map((one) => termText(one as Term)).join(Array.isArray(any) ? ' or ' : ' and ')})`
  if (typeof column !== 'string') return ''
  const operand = Array.isArray(value) ? value.map(plainText).join(', ') : value === undefined ? '' : plainText(value)
  return [column, plainText(op), operand].filter((part) => part !== '').join(' ')
}

/** A condition on events in words: `paid where plan = pro`. */
function eventText(value: unknown): string {
  if (value === null || value === undefined) return 'any event'
  if (typeof value === 'string') return value
  if (typeof value !== 'object') return plainText(value)
  const { event, where, ...rest } = value as { event?: unknown; where?: unknown }
  const name = typeof event === 'string' ? event : 'any event'
  const terms = Array.isArray(where) ? where.map((term) => termText(term as Term)).filter((text) => text !== '') : []
  const more = Object.entries(rest)
    .filter(([, one]) => one !== null && one !== false)
    .map(([key, one]) => (one === true ? key : `${key} ${plainText(one)}`))
  return [
    name,
    ...(terms.length > 0 ? [`where ${terms.join(' and ')}`] : []),
    ...(more.length > 0 ? [`(${more.join(', ')})`] : []),
  ].join(' ')
}

/** A parameter's value as a person reads it. */
export function parameterText(spec: ParameterSpec, value: ParameterValue): string {
  const option = spec.options?.find((one) => one.value === value)
  if (option !== undefined) return option.label
  const [name, amount] = typeof value === 'string' ? splitAmount(value) : ['', null]
  const withAmount = spec.options?.find((one) => one.value === name && one.amount !== undefined)
  if (withAmount !== undefined && amount !== null) return `${withAmount.label}: ${amount}`
  if (value === null || value === '') {
    return (
      { from: 'the first date in the data', to: 'the last date in the data' }[spec.name] ??
      PARAMETER_KINDS[spec.type].empty ??
      'not set'
    )
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return formatCount(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value)) {
    if (value.length === 0) return spec.type === 'events' ? 'any event' : 'none'
    if (spec.type === 'steps') return value.map((one, index) => `${index + 1}. ${eventText(one)}`).join('\n')
    if (spec.type === 'filter') return value.map((one) => termText(one as Term)).join('\nand ')
    return value.map((one) => (typeof one === 'string' ? one : eventText(one))).join(', ')
  }
  return spec.type === 'event' ? eventText(value) : JSON.stringify(value)
}

/** Whether a value is what the analysis takes by itself. */
export function isDefault(spec: ParameterSpec, value: ParameterValue): boolean {
  return JSON.stringify(value ?? null) === JSON.stringify(spec.default ?? null)
}
