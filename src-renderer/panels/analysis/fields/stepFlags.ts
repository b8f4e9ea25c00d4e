import type { ParameterValue } from '../../../query/contract/parameter'
import type { FirstRule } from '../../../query/sql/step'
import { readEventValue, writeEventValue } from '../eventValue'

/** How a step counts, beside the events that meet it; see query/sql/step. */
export interface StepFlags {
  readonly optional: boolean
  readonly first: FirstRule
}

/** The flags of a step's value; none for a name alone. */
export function readFlags(value: unknown): StepFlags {
  const flags = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof StepFlags, unknown>>
  return {
    optional: flags.optional === true,
    first: flags.first === true || flags.first === 'unfiltered' ? flags.first : false,
  }
}

/** A step's value with these flags; the shortest that says it. */
export function withFlags(value: ParameterValue, { optional, first }: StepFlags): ParameterValue {
  const { event, where } = readEventValue(
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'optional' && name !== 'first'))
      : value,
  )
  if (!optional && first === false) return writeEventValue({ event, where })
  return {
    event,
    ...(where.length > 0 ? { where } : {}),
    ...(optional ? { optional } : {}),
    ...(first === false ? {} : { first }),
  }
}
