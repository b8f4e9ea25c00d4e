import type { CustomEvent } from '../../model/dataModel'
import { sequenceColumn } from '../../model/madeColumns'
import type { CountedAs } from '../contract/catalog'
import type { ParameterType, ParameterValue } from '../contract/parameter'
import type { SegmentRule } from '../contract/segment'
import { readCondition, type FilterNode } from './condition'

type Plain = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The events of a model that stand for conditions, by name, each as what a row of it must meet. */
export type EventRules = ReadonlyMap<string, readonly FilterNode[]>

/** A condition as one comparison of the columns of a row; other events of the model in it are followed. */
function asNode(value: unknown, rules: EventRules, name: string): FilterNode {
  const { event, where } = readCondition(value, name)
  const known = event === null ? undefined : rules.get(event)
  const named: readonly FilterNode[] =
    event === null ? [] : known === undefined ? [{ column: 'event', op: '=', value: event }] : [{ any: known }]
  return { all: [...named, ...where] }
}

/**
 * What the model's events mean, where accounts or people count. An event may be made of those that stand before it.
 * Throws `bad-parameter`.
 */
export function eventRules(events: readonly CustomEvent[], counted: CountedAs = 'accounts'): EventRules {
  const rules = new Map<string, readonly FilterNode[]>()
  for (const { name, any, sequence } of events) {
    if (sequence !== null)
      rules.set(name, [{ column: sequenceColumn(name, counted === 'people'), op: '=', value: true }])
    if (any.length > 0)
      rules.set(
        name,
        any.map((one) => asNode(one, rules, name)),
      )
  }
  return rules
}

/** A condition with what its event means beside its name; as it was where the log has the event itself. */
export function withRule(value: unknown, rules: EventRules): unknown {
  if (typeof value === 'string') {
    const is = rules.get(value)
    return is === undefined ? value : { event: value, is }
  }
  if (!isPlain(value)) return value
  const { event } = value
  const is = typeof event === 'string' ? rules.get(event) : undefined
  return is === undefined ? value : { ...value, is }
}

/** A measure with what the event that it counts means. */
export function measureWithEvents(measure: unknown, rules: EventRules): unknown {
  return isPlain(measure) && 'event' in measure ? { ...measure, event: withRule(measure['event'], rules) } : measure
}

/** A segment's rule with what the model's events mean. */
export function ruleWithEvents(rule: SegmentRule, rules: EventRules): SegmentRule {
  if ('did' in rule) return { ...rule, did: withRule(rule.did, rules) as ParameterValue }
  if ('not' in rule) return { not: ruleWithEvents(rule.not, rules) }
  if ('all' in rule) return { all: rule.all.map((one) => ruleWithEvents(one, rules)) }
  if ('any' in rule) return { any: rule.any.map((one) => ruleWithEvents(one, rules)) }
  return rule
}

/** A parameter's value with what the model's events mean, wherever it names one. */
export function valueWithEvents(type: ParameterType, value: ParameterValue, rules: EventRules): ParameterValue {
  switch (type) {
    case 'event':
      return withRule(value, rules) as ParameterValue
    case 'events':
    case 'steps':
    case 'exclusions':
      return Array.isArray(value)
        ? value.map((one) => withRule(one, rules))
        : (withRule(value, rules) as ParameterValue)
    case 'measures':
      // A text is the name of a measure; a condition stands in each.
      return Array.isArray(value) ? value.map((one) => measureWithEvents(one, rules)) : value
    case 'segment':
      return isPlain(value) ? (ruleWithEvents(value as unknown as SegmentRule, rules) as ParameterValue) : value
    default:
      return value
  }
}
