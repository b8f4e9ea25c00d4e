import { elementAt } from '../../base/required'
import { refuse } from './refuse'
import type { IsoDate } from '../../model/schema'
import { readCondition, readTerm } from './condition'
import type { FilterTerm } from '../contract/filterTerm'
import type { CountOperator, DidRule, PropertyRule, RuleDates, SegmentRule } from '../contract/segment'
import type { ParameterValue } from '../contract/parameter'
import { isIsoDate } from '../../model/isoDate'
import { scanSql } from './scan'

export const COUNT_OPERATORS: readonly CountOperator[] = ['>=', '<=', '=', '!=', '>', '<']

/** Which of a user's values a rule may look at. */
export const KNOWN_VALUES = ['last', 'first'] as const

function readTimes(value: unknown, parameter: string): NonNullable<DidRule['times']> {
  const { op, n } = (typeof value === 'object' && value !== null ? value : {}) as { op?: unknown; n?: unknown }
  const operator = COUNT_OPERATORS.find((one) => one === op)
  if (operator === undefined || typeof n !== 'number' || !Number.isInteger(n) || n < 0)
    refuse(
      parameter,
      value,
      `times looks like {"op":">=","n":3}, with op one of ${COUNT_OPERATORS.join(', ')} and a whole number n`,
    )
  return { op: operator, n }
}

function readDate(value: unknown, name: string, parameter: string): IsoDate {
  if (typeof value !== 'string' || !isIsoDate(value)) refuse(parameter, value, `${name} must be a date like 2024-01-31`)
  return value
}

function readDates({ from, to }: Readonly<Record<string, unknown>>, parameter: string): RuleDates {
  return {
    ...(from === undefined || from === null ? {} : { from: readDate(from, 'from', parameter) }),
    ...(to === undefined || to === null ? {} : { to: readDate(to, 'to', parameter) }),
  }
}

function readProperty(rule: Readonly<Record<string, unknown>>, parameter: string): PropertyRule {
  const { property, op, value, known } = rule
  if (typeof property !== 'string' || property === '')
    refuse(parameter, rule, 'property is the name of a column: {"property":"plan","op":"=","value":"pro"}')
  const { column, ...term } = readTerm({ column: property, op, value }, parameter)
  const which = KNOWN_VALUES.find((one) => one === (known ?? 'last'))
  if (which === undefined) refuse(parameter, rule, `known is ${KNOWN_VALUES.join(' or ')}`)
  return { property: column, ...term, ...(which === 'last' ? {} : { known: which }), ...readDates(rule, parameter) }
}

/** What a rule by a property compares, as a comparison of a column of that name or another. */
export function comparisonOf({ property, op, value }: PropertyRule, column = property): FilterTerm {
  return { column, op, ...(value === undefined ? {} : { value }) }
}

/** SQL that stands as a query in brackets: one statement whose brackets are in pairs. */
function readSql(value: unknown, parameter: string): string {
  if (typeof value !== 'string' || value.trim() === '')
    refuse(parameter, value, 'sql must be a query that gives user_key')
  const sql = value.replace(/[;\s]+$/, '')
  let depth = 0
  for (const token of scanSql(sql)) {
    if (token.kind === 'string' || token.kind === 'quoted' || token.kind === 'comment') continue
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    if (depth < 0 || token.text === ';') refuse(parameter, value, 'sql must be one query, its brackets in pairs')
  }
  if (depth !== 0) refuse(parameter, value, 'sql must be one query, its brackets in pairs')
  return sql
}

function readParts(value: unknown, word: string, parameter: string): readonly SegmentRule[] {
  if (!Array.isArray(value) || value.length === 0) refuse(parameter, value, `${word} needs a list of at least one rule`)
  return value.map((one) => readSegmentRule(one, parameter))
}

const KINDS = ['did', 'property', 'not', 'all', 'any', 'users', 'sql'] as const
/** What a rule of each kind may say, by the key that tells the kind. */
const KEYS: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  did: ['did', 'times', 'from', 'to'],
  property: ['property', 'op', 'value', 'known', 'from', 'to'],
  not: ['not'],
  all: ['all'],
  any: ['any'],
  sql: ['sql', 'timezone'],
  users: ['users'],
}

/** Reads a rule. Throws `bad-parameter` that says what a rule looks like. */
export function readSegmentRule(value: unknown, parameter = 'segment'): SegmentRule {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(
      parameter,
      value,
      'a rule looks like {"did":"purchase"}, {"property":"plan","op":"=","value":"pro"}, {"not":…}, {"all":[…]}, ' +
        '{"any":[…]}, {"users":[…]} or {"sql":"SELECT user_key FROM …"}',
    )
  const rule = value as Readonly<Record<string, unknown>>
  const kinds = KINDS.filter((kind) => kind in rule)
  if (kinds.length !== 1) refuse(parameter, value, 'a rule has one of did, property, not, all, any, users and sql')
  const kind = elementAt(kinds, 0)
  const surplus = Object.keys(rule).find((key) => !KEYS[kind].includes(key))
  if (surplus !== undefined) refuse(parameter, value, `a rule with ${kind} cannot have "${surplus}"`)
  switch (kind) {
    case 'not':
      return { not: readSegmentRule(rule['not'], parameter) }
    case 'all':
      return { all: readParts(rule['all'], 'all', parameter) }
    case 'any':
      return { any: readParts(rule['any'], 'any', parameter) }
    case 'sql': {
      const { timezone } = rule
      if (timezone !== undefined && typeof timezone !== 'string')
        refuse(parameter, value, 'timezone must be the name of a zone')
      return { sql: readSql(rule['sql'], parameter), ...(timezone === undefined ? {} : { timezone }) }
    }
    case 'users': {
      const users = rule['users']
      if (!Array.isArray(users) || !users.every((one) => typeof one === 'string'))
        refuse(parameter, value, 'users must be a list of user ids, as texts')
      return { users }
    }
    case 'property':
      return readProperty(rule, parameter)
    case 'did': {
      const did = rule['did'] as ParameterValue
      readCondition(did, parameter)
      return {
        did,
        ...(rule['times'] === undefined ? {} : { times: readTimes(rule['times'], parameter) }),
        ...readDates(rule, parameter),
      }
    }
  }
}
