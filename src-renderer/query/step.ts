import { LatheError } from '../model/error'
import { readCondition, type Condition } from './condition'

/** A step of a funnel: the events that meet it, and how it counts. */
export interface Step extends Condition {
  /** The step may be left out on the way to the next one. */
  readonly optional: boolean
  /** Only the first event that meets the step counts, of each user. */
  readonly first: boolean
}

function readFlag(value: Readonly<Record<string, unknown>>, name: string, parameter: string): boolean {
  const flag = value[name] ?? false
  if (typeof flag !== 'boolean') {
    throw new LatheError('bad-parameter', `${parameter}: "${name}" is true or false.`, { parameter, value: JSON.stringify(value) })
  }
  return flag
}

/** Reads a condition, or one with "optional" or "first": {"event":"coupon","optional":true}. Throws `bad-parameter`. */
export function readStep(value: unknown, parameter: string): Step {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ...readCondition(value, parameter), optional: false, first: false }
  const { optional, first, ...rest } = value as Record<string, unknown>
  const flags = { optional, first }
  return { ...readCondition(rest, parameter), optional: readFlag(flags, 'optional', parameter), first: readFlag(flags, 'first', parameter) }
}
