import { badParameter } from '../sql/refuse'
import { isIsoDate } from '../../model/isoDate'
import type { ColumnSchema } from '../../model/schema'
import { isTimeZone } from '../../model/zone'
import type { ParameterSpec, ParameterType, ParameterValue } from '../contract/parameter'
import { splitAmount } from '../sql/choiceAmount'
import {
  anyConditionSql,
  conditionSql,
  filterSql,
  readCondition,
  readConditions,
  readFilter,
  type Condition,
} from '../sql/condition'
import { readDuration } from '../sql/duration'
import { dateLiteral, identifier, literal } from '../sql/literal'
import { readFormulas, readMeasures } from '../sql/measures'
import { readSegmentRule } from '../sql/segment'
import { zoneColumn } from '../sql/ownZones'
import { readStep } from '../sql/step'
import { readComparison } from './compare'
import { mustBe } from './mustBe'

/** Values that are not null. */
type Given = Exclude<ParameterValue, null>

/** What a type of parameter is, for the terminal's `--param`, a saved query's header and SQL, and forms. */
export interface ParameterKind {
  /** The value checked and brought to its type. Throws `bad-parameter` with what was expected. */
  read(spec: ParameterSpec, value: Given): ParameterValue
  /**
   * How a text is read: as it is; or as JSON where it looks like JSON, else as one name or as names parted by commas.
   */
  readonly text: 'plain' | 'name' | 'names'
  /** What stands for `$name` in the SQL of a saved query; null for types that cannot stand there. */
  readonly sql: ((spec: ParameterSpec, value: ParameterValue, columns: readonly ColumnSchema[]) => string) | null
  /** The conditions on events in a value: the events that they name can be missing from a table. */
  readonly events?: (value: Given, parameter: string) => readonly Condition[]
  /** It names columns of what is read. */
  readonly namesColumns?: true
  /** The fewest entries of a list with which there is something to ask; one where absent. */
  readonly fewest?: number
  /** What null means where the parameter does not say it itself. */
  readonly empty?: string
  /** How a default is written in a query's header, where that is not plain. */
  readonly example?: string
}

/** `sql` of a value that is null without one. */
function orNull(type: string, sql: (value: Given, spec: ParameterSpec) => string): NonNullable<ParameterKind['sql']> {
  return (spec, value) => (value === null ? `NULL::${type}` : sql(value, spec))
}

const asText = (value: Given): string => (typeof value === 'string' ? value : JSON.stringify(value))
const text = orNull('VARCHAR', (value) => literal(asText(value)))

function readText(spec: ParameterSpec, value: Given): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : mustBe(spec, value, 'text')
}

function readNumber(spec: ParameterSpec, value: Given, whole: boolean): number {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  if (!Number.isFinite(number) || (whole && !Number.isInteger(number)))
    mustBe(spec, value, whole ? 'a whole number' : 'a number')
  if (spec.min !== undefined && number < spec.min) mustBe(spec, value, `at least ${spec.min}`)
  if (spec.max !== undefined && number > spec.max) mustBe(spec, value, `at most ${spec.max}`)
  return number
}

/** 0.1 of `0.1`, `10%` and `10 %`. */
function readShare(spec: ParameterSpec, value: Given): number {
  const percent = typeof value === 'string' ? /^\s*([\d.]+)\s*%\s*$/.exec(value)?.[1] : undefined
  const share =
    percent === undefined
      ? Number(typeof value === 'string' && value.trim() === '' ? NaN : value)
      : Number(percent) / 100
  return share >= 0.000001 && share <= 1 ? share : mustBe(spec, value, 'a share such as 10% or 0.1, at most 100%')
}

function readBoolean(spec: ParameterSpec, value: Given): boolean {
  if (value === true || value === 'true' || value === '1' || value === 'yes') return true
  if (value === false || value === 'false' || value === '0' || value === 'no') return false
  return mustBe(spec, value, 'true or false')
}

function readColumns(spec: ParameterSpec, value: Given): ParameterValue {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string' && one !== ''))
    return mustBe(spec, value, 'a list of columns')
  if (new Set(value).size < value.length) return mustBe(spec, value, 'a list that names each column once')
  if (spec.max !== undefined && value.length > spec.max) return mustBe(spec, value, `at most ${spec.max} columns`)
  return value as readonly string[]
}

/** One column, or a list of several where the parameter takes as many: `a,b` or `["a","b"]` as a text. */
function readColumn(spec: ParameterSpec, value: Given): ParameterValue {
  if (spec.max === undefined || spec.max < 2) return readText(spec, value)
  const names = typeof value === 'string' && !value.startsWith('[') ? value.split(',').map((one) => one.trim()) : value
  const list = typeof names === 'string' ? listOf(spec, names) : names
  if (!Array.isArray(list)) return readText(spec, value)
  return list.length === 1 ? readText(spec, list[0] as Given) : readColumns(spec, list)
}

function listOf(spec: ParameterSpec, text: string): ParameterValue {
  try {
    return JSON.parse(text) as ParameterValue
  } catch {
    return mustBe(spec, text, 'a column, or a list of columns')
  }
}

/**
 * An option's value; one with an amount has it after a colon, and gets its own where none is given: "within:2 seconds".
 */
function readChoice(spec: ParameterSpec, value: Given): string {
  const options = spec.options ?? []
  const whole = options.find((one) => one.value === value)
  if (whole !== undefined) return whole.amount === undefined ? whole.value : `${whole.value}:${whole.amount}`
  const [name, amount] = typeof value === 'string' ? splitAmount(value) : [null, null]
  const option = options.find((one) => one.value === name && one.amount !== undefined)
  if (option?.amount === undefined || amount === null) {
    const all = options.map((one) => (one.amount === undefined ? one.value : `${one.value}:${one.amount}`))
    return mustBe(spec, value, `one of ${all.join(', ')}`)
  }
  if (readDuration(amount, spec.name) === null)
    return mustBe(spec, value, `a duration after ${option.value}:, such as ${option.value}:${option.amount}`)
  return `${option.value}:${amount}`
}

/** A list whose entries are checked one by one. */
function readList(what: string, readOne: (value: unknown, parameter: string) => unknown): ParameterKind['read'] {
  return (spec, value) => {
    if (!Array.isArray(value)) return mustBe(spec, value, `a list of ${what}`)
    value.forEach((one) => readOne(one, spec.name))
    return value as readonly unknown[]
  }
}

/** A value of a form of its own: checked, and kept as it is. */
function checked(check: (value: ParameterValue, parameter: string) => unknown): ParameterKind['read'] {
  return (spec, value) => {
    check(value, spec.name)
    return value
  }
}

function conditionsIn(value: Given, parameter: string): readonly Condition[] {
  return readConditions(Array.isArray(value) ? value : [value], parameter)
}

/** All types of parameters. */
export const PARAMETER_KINDS: Readonly<Record<ParameterType, ParameterKind>> = {
  date: {
    text: 'plain',
    example: '2024-01-31',
    read: (spec, value) =>
      typeof value === 'string' && isIsoDate(value) ? value : mustBe(spec, value, 'a date like 2024-01-31'),
    sql: orNull('DATE', (value, spec) => dateLiteral(asText(value), spec.name)),
  },
  datetime: {
    text: 'plain',
    example: '2024-01-31T09:30:00Z',
    read: (spec, value) =>
      typeof value === 'string' && !Number.isNaN(Date.parse(value))
        ? value
        : mustBe(spec, value, 'a time like 2024-01-31T09:30:00Z'),
    sql: orNull('TIMESTAMP', (value) => {
      const utc = new Date(asText(value)).toISOString().replace('T', ' ').replace('Z', '')
      return `TIMESTAMP ${literal(utc)}`
    }),
  },
  integer: {
    text: 'plain',
    example: '10',
    read: (spec, value) => readNumber(spec, value, true),
    sql: orNull('BIGINT', (value) => literal(Number(value))),
  },
  number: {
    text: 'plain',
    example: '0.5',
    read: (spec, value) => readNumber(spec, value, false),
    sql: orNull('DOUBLE', (value) => `${literal(Number(value))}::DOUBLE`),
  },
  text: { text: 'plain', read: readText, sql: text },
  boolean: { text: 'plain', example: 'true', read: readBoolean, sql: (_spec, value) => literal(value === true) },
  choice: { text: 'plain', read: readChoice, sql: text },
  column: {
    text: 'plain',
    namesColumns: true,
    read: readColumn,
    sql: (_spec, value) => (value === null ? 'NULL' : identifier(asText(value))),
  },
  timezone: {
    text: 'plain',
    example: 'Europe/Berlin',
    empty: "the workspace's",
    read: (spec, value) =>
      typeof value === 'string' && (isTimeZone(value) || (spec.ofColumn === true && (zoneColumn(value) ?? '') !== ''))
        ? value
        : mustBe(spec, value, 'an IANA time zone like Europe/Berlin'),
    sql: text,
  },
  duration: {
    text: 'plain',
    example: '14 days',
    read: (spec, value) => {
      if (typeof value !== 'string') return mustBe(spec, value, 'a duration like "14 days"')
      readDuration(value, spec.name)
      return value
    },
    sql: orNull('INTERVAL', (value, spec) => {
      const micros = readDuration(asText(value), spec.name)
      return micros === null ? 'NULL::INTERVAL' : `to_microseconds(${micros})`
    }),
  },
  share: { text: 'plain', example: '10%', read: readShare, sql: null },
  columns: { text: 'names', namesColumns: true, read: readColumns, sql: null },
  event: {
    text: 'name',
    events: conditionsIn,
    namesColumns: true,
    empty: 'any event',
    read: checked(readCondition),
    sql: (spec, value, columns) => conditionSql(readCondition(value, spec.name), columns),
  },
  events: {
    text: 'names',
    events: conditionsIn,
    namesColumns: true,
    read: checked(readConditions),
    sql: (spec, value, columns) => anyConditionSql(readConditions(value, spec.name), columns),
  },
  steps: {
    text: 'names',
    events: conditionsIn,
    namesColumns: true,
    fewest: 2,
    read: readList('events', readStep),
    sql: (spec, value, columns) => anyConditionSql(readConditions(value, spec.name), columns),
  },
  exclusions: {
    text: 'names',
    events: conditionsIn,
    namesColumns: true,
    read: readList('exclusions', readCondition),
    sql: null,
  },
  filter: {
    text: 'names',
    namesColumns: true,
    read: checked(readFilter),
    sql: (spec, value, columns) => filterSql(readFilter(value, spec.name), columns) ?? 'TRUE',
  },
  measures: {
    text: 'names',
    events: (value, parameter) =>
      readMeasures(value, parameter).flatMap((one) =>
        typeof one === 'object' && 'event' in one ? [readCondition(one.event, parameter)] : [],
      ),
    namesColumns: true,
    read: checked(readMeasures),
    sql: null,
  },
  formulas: { text: 'plain', read: (spec, value) => readFormulas(value, spec.name), sql: null },
  segment: {
    text: 'name',
    read: (spec, value) => {
      if (typeof value !== 'string') readSegmentRule(value, spec.name)
      return value
    },
    sql: null,
  },
  comparison: { text: 'plain', read: checked(readComparison), sql: null },
}

/** Types that a saved query's header can declare: those with a form in SQL, but for a funnel's steps. */
export const HEADER_TYPES: readonly ParameterType[] = (
  Object.entries(PARAMETER_KINDS) as [ParameterType, ParameterKind][]
)
  .filter(([name, kind]) => kind.sql !== null && name !== 'steps')
  .map(([name]) => name)

/** The SQL that stands for a parameter. Throws `bad-parameter` for a type that has none. */
export function parameterSql(spec: ParameterSpec, value: ParameterValue, columns: readonly ColumnSchema[]): string {
  const { sql } = PARAMETER_KINDS[spec.type]
  if (sql !== null) return sql(spec, value, columns)
  throw badParameter(spec.name, '', ` cannot stand in a .sql file.`)
}
