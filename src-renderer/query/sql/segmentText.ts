import { filterText, readCondition } from './condition'
import type { CountOperator, DidRule, SegmentRule } from '../contract/segment'

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

function didText(rule: DidRule): string {
  const { event, where } = readCondition(rule.did, 'did')
  const { op, n } = rule.times ?? { op: '>=', n: 1 }
  const what = `${event ?? 'any event'}${where.length === 0 ? '' : ` where ${filterText(where)}`}`
  const times = op === '>=' && n === 1 ? '' : ` ${COUNT_WORDS[op]} ${n === 1 ? 'once' : `${n} times`}`
  const dates =
    rule.from !== undefined && rule.to !== undefined
      ? ` from ${rule.from} to ${rule.to}`
      : rule.from !== undefined
        ? ` since ${rule.from}`
        : rule.to !== undefined
          ? ` until ${rule.to}`
          : ''
  return `did ${what}${times}${dates}`
}

/** A rule in words: "did purchase at least 3 times and not (did refund)". */
export function segmentText(rule: SegmentRule): string {
  if ('did' in rule) return didText(rule)
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
