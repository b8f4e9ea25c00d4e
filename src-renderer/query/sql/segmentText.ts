import { filterText, readCondition } from './condition'
import { comparisonOf } from './segment'
import type { CountOperator, DidRule, PropertyRule, RuleDates, SegmentRule } from '../contract/segment'

export const COUNT_WORDS: Readonly<Record<CountOperator, string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '=': 'exactly',
  '!=': 'not exactly',
  '>': 'more than',
  '<': 'fewer than',
}
/** Ids that are named before the others are only counted. */
const NAMED_USERS = 3

/** Which of a user's values a rule looks at, as a form and a sentence call it. */
export const KNOWN_WORDS: Readonly<Record<NonNullable<PropertyRule['known']>, string>> = {
  last: 'last known',
  first: 'first known',
}

function datesText({ from, to }: RuleDates): string {
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`
  if (from !== undefined) return ` since ${from}`
  return to === undefined ? '' : ` until ${to}`
}

function propertyText(rule: PropertyRule): string {
  return `${KNOWN_WORDS[rule.known ?? 'last']} ${filterText([comparisonOf(rule)])}${datesText(rule)}`
}

function didText(rule: DidRule): string {
  const { event, where } = readCondition(rule.did, 'did')
  const { op, n } = rule.times ?? { op: '>=', n: 1 }
  const what = `${event ?? 'any event'}${where.length === 0 ? '' : ` where ${filterText(where)}`}`
  const times = op === '>=' && n === 1 ? '' : ` ${COUNT_WORDS[op]} ${n === 1 ? 'once' : `${n} times`}`
  return `did ${what}${times}${datesText(rule)}`
}

/** A rule in words: "did purchase at least 3 times and not (did refund)". */
export function segmentText(rule: SegmentRule): string {
  if ('did' in rule) return didText(rule)
  if ('property' in rule) return propertyText(rule)
  if ('not' in rule) return `not (${segmentText(rule.not)})`
  if ('users' in rule) {
    const rest = rule.users.length - NAMED_USERS
    return `${rule.users.length === 0 ? 'no user' : `user ${rule.users.slice(0, NAMED_USERS).join(', ')}`}${rest > 0 ? ` and ${rest.toLocaleString('en')} more` : ''}`
  }
  if ('sql' in rule) return 'users that a query gives'
  const [parts, word] = 'all' in rule ? [rule.all, ' and '] : [rule.any, ' or ']
  return parts
    .map((part) =>
      parts.length > 1 && ('all' in part || 'any' in part) ? `(${segmentText(part)})` : segmentText(part),
    )
    .join(word)
}
