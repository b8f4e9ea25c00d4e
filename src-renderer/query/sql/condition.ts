import { elementAt } from '../../base/required'
import { refuse } from './refuse'
import { LatheError } from '../../model/error'
import type { ColumnSchema } from '../../model/schema'
import { OPERATORS, type FilterTerm, type Operator, type Scalar } from '../contract/filterTerm'
import { identifier, literal } from './literal'
import { nearest } from './nearest'

/** A comparison, or comparisons of which all or any must hold; groups stand in groups to any depth. */
export type FilterNode = FilterTerm | { readonly all: readonly FilterNode[] } | { readonly any: readonly FilterNode[] }

/** Which events count: an event name (null is any event), narrowed by terms and groups that must all hold. */
export interface Condition {
  readonly event: string | null
  /** Any of these make an event one of that name, where no row has the name itself: an event of the model. */
  readonly is?: readonly FilterNode[]
  readonly where: readonly FilterNode[]
}

function isScalar(value: unknown): value is Scalar {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  )
}

/** Reads one comparison of a column. Throws `bad-parameter`. */
export function readTerm(value: unknown, parameter: string): FilterTerm {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(parameter, value, 'a condition looks like {"column":"plan","op":"=","value":"pro"}')
  const { column, op, value: operand, ...rest } = value as Record<string, unknown>
  const surplus = Object.keys(rest)[0]
  if (surplus !== undefined) refuse(parameter, value, `a condition has column, op and value, but not "${surplus}"`)
  if (typeof column !== 'string' || column === '') refuse(parameter, value, 'a condition names a column')
  if (typeof op !== 'string' || !(OPERATORS as readonly string[]).includes(op))
    refuse(parameter, value, `op must be one of ${OPERATORS.join(', ')}`)
  const operator = op as Operator
  if (operator === 'is null' || operator === 'is not null') return { column, op: operator }
  if (operator === 'in' || operator === 'not in') {
    if (!Array.isArray(operand) || !operand.every(isScalar))
      refuse(parameter, value, `${operator} needs a list of values`)
    return { column, op: operator, value: operand }
  }
  if (!isScalar(operand)) refuse(parameter, value, `${operator} needs one value (text, number, true or false)`)
  return { column, op: operator, value: operand }
}

/** The word and the members of a group; null for what is none. */
function groupOf(
  value: unknown,
): { readonly word: 'all' | 'any'; readonly members: unknown; readonly surplus: string | undefined } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const word = 'all' in value ? 'all' : 'any' in value ? 'any' : null
  if (word === null) return null
  return {
    word,
    members: (value as Readonly<Record<string, unknown>>)[word],
    surplus: Object.keys(value).find((key) => key !== word),
  }
}

function readNode(value: unknown, parameter: string): FilterNode {
  const group = groupOf(value)
  if (group === null) return readTerm(value, parameter)
  const { word, members, surplus } = group
  if (surplus !== undefined) refuse(parameter, value, `a group has ${word} alone, but not "${surplus}"`)
  if (!Array.isArray(members)) refuse(parameter, value, `${word} needs a list of conditions`)
  if (word === 'any' && members.length === 0) refuse(parameter, value, 'any needs at least one condition')
  const read = members.map((one) => readNode(one, parameter))
  return word === 'all' ? { all: read } : { any: read }
}

/**
 * Reads what `--param filter='…'` takes: a list of conditions and groups that must all hold, or one group, {"all":[…]}
 * or {"any":[…]}. Gives a list that must all hold. Throws `bad-parameter`.
 */
export function readFilter(value: unknown, parameter = 'filter'): readonly FilterNode[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.map((one) => readNode(one, parameter))
  if (groupOf(value) === null) refuse(parameter, value, 'must be a list of conditions, {"all":[…]} or {"any":[…]}')
  const node = readNode(value, parameter)
  return 'all' in node ? node.all : [node]
}

/**
 * The comparisons of a filter in words, for titles and labels: "plan = pro and (seats > 3 or trial = true)". `one`
 * words a single comparison.
 */
export function filterText(nodes: readonly FilterNode[], one: (term: FilterTerm) => string = termText): string {
  const text = (node: FilterNode, inside: boolean): string => {
    if ('column' in node) return one(node)
    const [members, word] = 'all' in node ? [node.all, ' and '] : [node.any, ' or ']
    const joined = members.map((member) => text(member, members.length > 1)).join(word)
    return inside && members.length > 1 ? `(${joined})` : joined
  }
  return text({ all: nodes }, false)
}

function termText(term: FilterTerm): string {
  return `${term.column} ${term.op}${term.value === undefined ? '' : ` ${Array.isArray(term.value) ? term.value.join(', ') : String(term.value)}`}`
}

/** Reads `"paid"`, null (any event) or {"event":…, "where":[…]}. Throws `bad-parameter`. */
export function readCondition(value: unknown, parameter: string): Condition {
  if (value === null || value === undefined) return { event: null, where: [] }
  if (typeof value === 'string') return { event: value, where: [] }
  if (typeof value !== 'object' || Array.isArray(value))
    refuse(parameter, value, 'must be an event name, null for any event, or {"event":…,"where":[…]}')
  const { event, where, is, ...rest } = value as Record<string, unknown>
  const surplus = Object.keys(rest).find((key) => key !== 'from' && key !== 'to')
  if (surplus !== undefined) refuse(parameter, value, `a condition has event and where, but not "${surplus}"`)
  if (event !== null && event !== undefined && typeof event !== 'string')
    refuse(parameter, value, 'event must be a name or null')
  return {
    event: event ?? null,
    where: readFilter(where, parameter),
    ...(is === undefined ? {} : { is: readFilter(is, parameter) }),
  }
}

/** Reads a list of conditions ("any of these events"); null, and an empty list, is any event. */
export function readConditions(value: unknown, parameter: string): readonly Condition[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [readCondition(value, parameter)]
  if (!Array.isArray(value)) refuse(parameter, value, 'must be a list of events')
  return value.map((one) => readCondition(one, parameter))
}

/** A column by name. Throws `not-found` with the names that are near. */
export function columnNamed(name: string, columns: readonly ColumnSchema[]): ColumnSchema {
  const column = columns.find((one) => one.name === name)
  if (column !== undefined) return column
  const names = columns.map((one) => one.name)
  const candidates = nearest(name, names)
  throw new LatheError(
    'not-found',
    `There is no column "${name}"${candidates.length > 0 ? `; did you mean ${candidates.join(' or ')}?` : `. The columns are ${names.join(', ')}.`}`,
    { what: 'column', name, candidates },
  )
}

/**
 * A value as the column's type wants it. Text and numbers are compared as what the column holds: "7" on an integer
 * column is 7; a text that is no number matches nothing on a number column (NULL), rather than failing the query.
 */
function operandSql(value: Scalar, column: ColumnSchema): string {
  switch (column.type) {
    case 'integer':
    case 'double':
      return typeof value === 'number'
        ? literal(value)
        : typeof value === 'boolean'
          ? literal(value ? 1 : 0)
          : `TRY_CAST(${literal(value)} AS ${column.type === 'integer' ? 'DECIMAL(38,9)' : 'DOUBLE'})`
    case 'boolean':
      return typeof value === 'boolean' ? literal(value) : `TRY_CAST(${literal(String(value))} AS BOOLEAN)`
    case 'date':
      return `TRY_CAST(${literal(String(value))} AS DATE)`
    case 'timestamp':
      return `TRY_CAST(${literal(String(value))} AS TIMESTAMP)`
    case 'string':
    case 'json':
      return literal(String(value))
  }
}

/**
 * One comparison as SQL. `!=`, `not in` and `not contains` also hold for NULL; the whole may be NULL otherwise (see
 * conditionSql).
 */
function termSql(term: FilterTerm, columns: readonly ColumnSchema[]): string {
  const column = columnNamed(term.column, columns)
  const name = identifier(column.name)
  const one = (): string => operandSql(term.value as Scalar, column)
  const list = (): string => (term.value as readonly Scalar[]).map((value) => operandSql(value, column)).join(', ')
  switch (term.op) {
    case 'is null':
      return `${name} IS NULL`
    case 'is not null':
      return `${name} IS NOT NULL`
    case '=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${name} ${term.op} ${one()}`
    case '!=':
      return `${name} IS DISTINCT FROM ${one()}`
    case 'in':
      return (term.value as readonly Scalar[]).length === 0 ? 'FALSE' : `${name} IN (${list()})`
    case 'not in':
      return (term.value as readonly Scalar[]).length === 0 ? 'TRUE' : `(${name} IS NULL OR ${name} NOT IN (${list()}))`
    case 'contains':
      return `contains(lower(${name}::VARCHAR), lower(${literal(String(term.value))}))`
    case 'not contains':
      return `(${name} IS NULL OR NOT contains(lower(${name}::VARCHAR), lower(${literal(String(term.value))})))`
  }
}

/** A term or a group as a boolean expression that can stand beside AND; never NULL, because no term is. */
function nodeSql(node: FilterNode, columns: readonly ColumnSchema[]): string {
  if ('column' in node)
    return node.op === 'is null' || node.op === 'is not null'
      ? termSql(node, columns)
      : `coalesce(${termSql(node, columns)}, FALSE)`
  const [members, word] = 'all' in node ? [node.all, ' AND '] : [node.any, ' OR ']
  if (members.length === 0) return 'TRUE'
  const joined = members.map((member) => nodeSql(member, columns)).join(word)
  return members.length > 1 ? `(${joined})` : joined
}

/**
 * What must all hold as one boolean expression, never NULL; null when there is nothing. Throws `not-found` for an
 * unknown column.
 */
export function filterSql(nodes: readonly FilterNode[], columns: readonly ColumnSchema[]): string | null {
  if (nodes.length === 0) return null
  return nodes.map((node) => nodeSql(node, columns)).join(' AND ')
}

/** Which events have a condition's name, as a boolean expression; null for any event. */
export function eventNameSql({ event, is }: Condition, columns: readonly ColumnSchema[]): string | null {
  if (event === null) return null
  return is === undefined ? `event = ${literal(event)}` : filterSql([{ any: is }], columns)
}

/** A condition as a boolean expression over the event table's columns, never NULL; `TRUE` for any event. */
export function conditionSql(condition: Condition, columns: readonly ColumnSchema[]): string {
  const event = eventNameSql(condition, columns)
  const where = filterSql(condition.where, columns)
  const both = [event, where].filter((part) => part !== null)
  return both.length === 0 ? 'TRUE' : both.length === 1 ? elementAt(both, 0) : `(${both.join(' AND ')})`
}

/** Any of the conditions; `TRUE` for an empty list. */
export function anyConditionSql(conditions: readonly Condition[], columns: readonly ColumnSchema[]): string {
  if (conditions.length === 0) return 'TRUE'
  return conditions.length === 1
    ? conditionSql(elementAt(conditions, 0), columns)
    : `(${conditions.map((one) => conditionSql(one, columns)).join(' OR ')})`
}
