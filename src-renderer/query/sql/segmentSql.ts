import { elementAt } from '../../base/required'
import { LatheError } from '../../model/error'
import { badParameter } from './refuse'
import { columnNamed, conditionSql, filterSql, readCondition } from './condition'
import type { Catalog, CountedAs } from '../contract/catalog'
import type { ParameterValue } from '../contract/parameter'
import { dateLiteral, identifier, literal } from './literal'
import { nearest } from './nearest'
import { countedKeys, usersSql } from './people'
import { scanSql } from './scan'
import { comparisonOf, readSegmentRule } from './segment'
import type { CountOperator, DidRule, PropertyRule, RuleDates, SegmentRule } from '../contract/segment'
import type { EventSource } from './eventSource'

/** A parameter's segment: what to call it, and its rule. */
export interface NamedRule {
  readonly name: string | null
  readonly rule: SegmentRule
}

/**
 * The segment that a parameter names or holds; null for none. Throws `not-found` with near names, `bad-file` for one
 * that cannot be read, `bad-parameter`.
 */
export function resolveSegment(value: ParameterValue | undefined, catalog: Catalog): NamedRule | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value !== 'string') return { name: null, rule: readSegmentRule(value) }
  const all = catalog.segments ?? []
  const found = all.find((one) => one.name === value)
  if (found?.rule) return { name: found.name, rule: found.rule }
  if (found !== undefined)
    throw new LatheError('bad-file', found.problem ?? `The segment "${value}" cannot be read.`, {
      file: `segments/${value}.json`,
    })
  const names = all.map((one) => one.name)
  const candidates = nearest(value, names)
  throw new LatheError(
    'not-found',
    `There is no segment "${value}"; ${candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : names.length > 0 ? `the segments are ${names.join(', ')}.` : 'this workspace has no segments yet.'}`,
    { what: 'segment', name: value, candidates },
  )
}

/** Whether a count meets `op n`. */
function meets(count: number, op: CountOperator, n: number): boolean {
  switch (op) {
    case '>=':
      return count >= n
    case '<=':
      return count <= n
    case '=':
      return count === n
    case '!=':
      return count !== n
    case '>':
      return count > n
    case '<':
      return count < n
  }
}

/** What a rule is read against. */
export interface SegmentScope {
  /** All events of the workspace. */
  readonly events: EventSource
  /** Who they count, as the catalog that they are of says. */
  readonly counted?: CountedAs | undefined
  /** The workspace's zone, and the query's, in which local dates are read. */
  readonly ownZone: string
  readonly zone: string
}

function inDates({ from, to }: RuleDates): readonly string[] {
  return [
    ...(from === undefined ? [] : [`local_date(ts) >= ${dateLiteral(from, 'from')}`]),
    ...(to === undefined ? [] : [`local_date(ts) <= ${dateLiteral(to, 'to')}`]),
  ]
}

function didSql(rule: DidRule, { events: source, counted }: SegmentScope): string {
  const { op, n } = rule.times ?? { op: '>=', n: 1 }
  const condition = conditionSql(readCondition(rule.did, 'segment'), source.columns)
  const where = ['user_key IS NOT NULL', ...(condition === 'TRUE' ? [] : [condition]), ...inDates(rule)].join(' AND ')
  const having = (which: string): string =>
    `SELECT user_key FROM ${source.sql} WHERE ${where} GROUP BY user_key${which}`
  const operator = op === '!=' ? '<>' : op
  // Users without such an event are in no group: where 0 times will do, take away those who had it another number of
  // times.
  if (meets(0, op, n))
    return `SELECT user_key FROM ${usersSql({ counted })} WHERE user_key NOT IN (${having(` HAVING NOT count(*) ${operator} ${literal(n)}`)})`
  return having(op === '>=' && n === 1 ? '' : ` HAVING count(*) ${operator} ${literal(n)}`)
}

/** What a user's value is called in SQL, so that no column stands in its way. */
const VALUE = 'known_value'

function propertySql(rule: PropertyRule, within: SegmentScope): string {
  const { events: source } = within
  const column = columnNamed(rule.property, source.columns)
  const name = identifier(column.name)
  const meets = filterSql([comparisonOf(rule, VALUE)], [{ ...column, name: VALUE }]) ?? 'TRUE'
  const where = ['user_key IS NOT NULL', `${name} IS NOT NULL`, ...inDates(rule)].join(' AND ')
  const pick = rule.known === 'first' ? 'arg_min' : 'arg_max'
  // Users without a value have NULL: whether that meets the comparison, the comparison says.
  return `SELECT everybody.user_key FROM ${usersSql(within)} everybody LEFT JOIN (
  SELECT user_key, ${pick}(${name}, (ts, _source)) AS ${VALUE} FROM ${source.sql} WHERE ${where} GROUP BY user_key
) known USING (user_key) WHERE ${meets}`
}

/** SQL that reads local dates of another zone than it was kept for would give other users. */
function checkZone(rule: { readonly sql: string; readonly timezone?: string }, { ownZone, zone }: SegmentScope): void {
  const own = rule.timezone ?? ownZone
  if (
    own === zone ||
    ![...scanSql(rule.sql)].some((token) => token.kind === 'word' && /^local_(date|time)$/i.test(token.text))
  )
    return
  throw badParameter('segment', own, `: it was kept for days of ${own}; choose that time zone, or another segment.`)
}

/** A rule as a SELECT of user_key (no nulls). Throws `bad-parameter` and `not-found`. */
export function segmentSql(rule: SegmentRule, within: SegmentScope): string {
  const member = (one: SegmentRule): string => `user_key IN (${segmentSql(one, within)})`
  const users = usersSql(within)
  if ('did' in rule) return didSql(rule, within)
  if ('property' in rule) return propertySql(rule, within)
  if ('not' in rule) return `SELECT user_key FROM ${users} WHERE user_key NOT IN (${segmentSql(rule.not, within)})`
  if ('users' in rule)
    return rule.users.length === 0
      ? `SELECT user_key FROM ${users} WHERE FALSE`
      : `SELECT user_key FROM ${users} WHERE user_id IN (${rule.users.map(literal).join(', ')})`
  if ('sql' in rule) {
    checkZone(rule, within)
    return countedKeys(`SELECT user_key FROM (\n${rule.sql}\n) WHERE user_key IS NOT NULL`, within)
  }
  const [parts, word] = 'all' in rule ? [rule.all, ' AND '] : [rule.any, ' OR ']
  return parts.length === 1
    ? segmentSql(elementAt(parts, 0), within)
    : `SELECT user_key FROM ${users} WHERE ${parts.map(member).join(word)}`
}
