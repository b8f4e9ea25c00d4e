import type { DidRule, SegmentRule } from '../../../src-renderer/query/contract/segment'
import type { LogEvent } from '../nativeDuckdb'

/** A term as these logs have it: the column plan alone. */
interface PlanTerm {
  readonly op: '=' | '!=' | 'is null'
  readonly value?: string
}

function meetsTerm(event: LogEvent, { op, value }: PlanTerm): boolean {
  const plan = event.more?.['plan'] ?? null
  if (op === 'is null') return plan === null
  return op === '=' ? plan === value : plan !== value
}

function isIt(event: LogEvent, did: DidRule['did']): boolean {
  if (did === null) return true
  if (typeof did === 'string') return event.event === did
  const condition = did as { event: string | null; where: readonly PlanTerm[] }
  return (
    (condition.event === null || event.event === condition.event) &&
    condition.where.every((term) => meetsTerm(event, term))
  )
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
}

/** The ids of a segment's users, from its definition: every user of the log is asked one by one. Rules of SQL are not read here. */
export function membersOf(
  rule: SegmentRule,
  events: readonly LogEvent[],
  localDate: (ts: number) => string,
): ReadonlySet<string> {
  const everybody = [...new Set(events.flatMap((event) => (event.user === null ? [] : [event.user])))]
  const holds = (one: SegmentRule, user: string): boolean => {
    if ('not' in one) return !holds(one.not, user)
    if ('all' in one) return one.all.every((part) => holds(part, user))
    if ('any' in one) return one.any.some((part) => holds(part, user))
    if ('users' in one) return one.users.includes(user)
    if ('sql' in one) throw new Error('The reference cannot read SQL.')
    const count = events.filter((event) => {
      const date = localDate(event.ts as number)
      return (
        event.user === user &&
        isIt(event, one.did) &&
        (one.from === undefined || date >= one.from) &&
        (one.to === undefined || date <= one.to)
      )
    }).length
    const { op, n } = one.times ?? { op: '>=', n: 1 }
    return COMPARE[op]!(count, n)
  }
  return new Set(everybody.filter((user) => holds(rule, user)))
}
