import { badParameter } from './refuse'
import { readCondition, type Condition } from './condition'

/**
 * Whether only one event of each user can meet a step. `first`: the first that meets it, conditions and filter
 * included; `unfiltered`: the user's first event of that name whatever its columns say, which must then meet conditions
 * and filter.
 */
export type FirstRule = boolean | 'unfiltered'

/** A step of a funnel: the events that meet it, and how it counts. */
export interface Step extends Condition {
  /** The step may be left out on the way to the next one. */
  readonly optional: boolean
  /** Only the first event that meets the step counts, of each user. */
  readonly first: FirstRule
}

function readOptional(flag: unknown, parameter: string): boolean {
  if (typeof flag === 'boolean') return flag
  throw badParameter(parameter, JSON.stringify(flag), `: "optional" is true or false.`)
}

function readFirst(rule: unknown, parameter: string): FirstRule {
  if (typeof rule === 'boolean' || rule === 'unfiltered') return rule
  throw badParameter(parameter, JSON.stringify(rule), `: "first" is true, false or "unfiltered".`)
}

/**
 * Reads a condition, or one with "optional" or "first": {"event":"coupon","optional":true}, {"event":"signup","first":
 * "unfiltered"}. Throws `bad-parameter`.
 */
export function readStep(value: unknown, parameter: string): Step {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ...readCondition(value, parameter), optional: false, first: false }
  const { optional, first, ...rest } = value as Record<string, unknown>
  return {
    ...readCondition(rest, parameter),
    optional: readOptional(optional ?? false, parameter),
    first: readFirst(first ?? false, parameter),
  }
}
