import type { DidRule, PropertyRule, RuleDates, SegmentRule } from '../../../src-renderer/query/contract/segment'
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

/** Whether a value meets a comparison: a value of a text column, NULL for none. */
function meets(value: string | null, { op, value: operand }: PropertyRule): boolean {
  const among = (): boolean => value !== null && (operand as readonly string[]).includes(value)
  const within = (): boolean => value !== null && value.toLowerCase().includes(String(operand).toLowerCase())
  switch (op) {
    case 'is null':
      return value === null
    case 'is not null':
      return value !== null
    case '=':
      return value === operand
    case '!=':
      return value !== operand
    case '<':
      return value !== null && value < String(operand)
    case '<=':
      return value !== null && value <= String(operand)
    case '>':
      return value !== null && value > String(operand)
    case '>=':
      return value !== null && value >= String(operand)
    case 'in':
      return among()
    case 'not in':
      return !among()
    case 'contains':
      return within()
    case 'not contains':
      return !within()
  }
}

/** A user's value: of their events in the order of time and then of the file, the last that has one, or the first. */
function knownValue(rule: PropertyRule, events: readonly LogEvent[]): string | null {
  const ordered = events.toSorted((a, b) => (a.ts as number) - (b.ts as number))
  const values = ordered.map((event) => (rule.property === 'event' ? event.event : event.more?.[rule.property]) ?? null)
  const known = values.filter((value) => value !== null)
  return (rule.known === 'first' ? known[0] : known.at(-1))?.toString() ?? null
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
  const isWithin = ({ from, to }: RuleDates, event: LogEvent): boolean => {
    const date = localDate(event.ts as number)
    return (from === undefined || date >= from) && (to === undefined || date <= to)
  }
  const holds = (one: SegmentRule, user: string): boolean => {
    if ('not' in one) return !holds(one.not, user)
    if ('all' in one) return one.all.every((part) => holds(part, user))
    if ('any' in one) return one.any.some((part) => holds(part, user))
    if ('users' in one) return one.users.includes(user)
    if ('sql' in one) throw new Error('The reference cannot read SQL.')
    const own = events.filter((event) => event.user === user && isWithin(one, event))
    if ('property' in one) return meets(knownValue(one, own), one)
    const count = own.filter((event) => isIt(event, one.did)).length
    const { op, n } = one.times ?? { op: '>=', n: 1 }
    return COMPARE[op]!(count, n)
  }
  return new Set(everybody.filter((user) => holds(rule, user)))
}
