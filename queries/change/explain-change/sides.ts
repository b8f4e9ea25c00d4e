import { readComparison } from '../../../src-renderer/query/analysis/compare'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValue, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { filterSql, readFilter } from '../../../src-renderer/query/sql/condition'
import { knownEnd } from '../../../src-renderer/query/sql/eventSource'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { membersSql, type Scope } from '../../../src-renderer/query/sql/source'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { readEarlier, type Dates } from '../../events/earlierPeriod'
import { whereLines } from '../../events/eventsInScope'

/** One side of a change: its dates, and boolean SQL over an event's columns; null for all events. */
interface ChangeSide extends Dates {
  readonly which: string | null
}

export interface ChangeSides {
  readonly after: ChangeSide
  readonly before: ChangeSide
  /** Two groups of users or of events are held against each other, not two periods. */
  readonly areGroups: boolean
  /** WITH queries that they name: users of segments, who are decided by all events, whatever the dates. */
  readonly users: readonly Cte[]
  /** What the other side is, in words. */
  readonly text: string
}

const isGiven = (value: ParameterValue | undefined): boolean => value !== null && value !== undefined && value !== ''

/** The other segment that `compare` names, null for everyone who is not in the own one. */
interface OtherUsers {
  readonly segment: ParameterValue | null
}

/** The users that `compare` names; null where it names dates. Throws `bad-parameter`. */
export function otherUsers(values: ParameterValues): OtherUsers | null {
  const { compare } = values
  const asked = !isGiven(compare) ? null : readComparison(compare ?? null)
  if (asked === null || 'period' in asked || 'dates' in asked) return null
  if (!('everyoneElse' in asked)) return { segment: asked.segment as ParameterValue }
  if (!isGiven(values['segment']))
    return refuse('compare', 'everyone-else', 'choose a segment first: everyone else are those who are not in it')
  return { segment: null }
}

function usersCte(name: string, sql: string): Cte {
  return { name, about: `The users of the segment ${name === 'users_here' ? 'asked for' : 'on the other side'}`, sql }
}

/** Whether two groups of users or events are held against each other, and not two periods. */
export function holdsGroups(values: ParameterValues): boolean {
  const has = (name: 'of' | 'against'): boolean => readFilter(values[name] ?? null).length > 0
  return otherUsers(values) !== null || has('of') || has('against')
}

/** Reads both sides. `asked` is the scope without a segment where segments are held against each other. */
export function readChangeSides(
  values: ParameterValues,
  asked: Scope,
  catalog: Catalog,
  source: string | null,
): ChangeSides {
  const { fromDate, toDate } = asked
  const others = otherUsers(values)
  const terms = (name: 'of' | 'against'): string | null =>
    filterSql(readFilter(values[name] ?? null), asked.source.columns)
  const [of, against] = [terms('of'), terms('against')]
  const side = (dates: Dates, ...which: readonly (string | null)[]): ChangeSide => {
    const all = whereLines(...which.map((one) => (one === null ? null : `(${one})`)))
    return { ...dates, which: all === 'TRUE' ? null : all }
  }
  if (others === null) {
    const known = asked.lastDate !== null
    const before = known ? readEarlier({ ...values, compare: values['compare'] ?? 'previous-period' }, asked) : null
    const dates = before ?? { fromDate: null, toDate: null }
    const text = `${dates.fromDate ?? 'nothing'} to ${dates.toDate ?? 'nothing'}`
    return {
      after: side({ fromDate, toDate }, of),
      before: side(dates, against),
      areGroups: holdsGroups(values),
      users: [],
      text,
    }
  }
  if (asked.entity.length > 0)
    return refuse('compare', values['compare'] ?? null, 'segments are of users; leave out who is counted (per)')
  const end = knownEnd(values, catalog, source, asked.timezone)
  const here = membersSql(values['segment'], catalog, end, asked.timezone)
  const there = others.segment === null ? null : membersSql(others.segment, catalog, end, asked.timezone)
  const among = (name: string, is = 'IN'): string => `user_key ${is} (SELECT user_key FROM ${name})`
  const isHere = here === null ? null : among('users_here')
  const isThere = there === null ? among('users_here', 'NOT IN') : among('users_there')
  return {
    after: side({ fromDate, toDate }, isHere, of),
    before: side({ fromDate, toDate }, isThere, against),
    areGroups: true,
    users: [
      ...(here === null ? [] : [usersCte('users_here', here)]),
      ...(there === null ? [] : [usersCte('users_there', there)]),
    ],
    text: typeof values['compare'] === 'string' ? values['compare'] : '',
  }
}
