import type { Analysis } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import type { FilterTerm } from '../contract/filterTerm'
import type { ResultValue } from '../contract/result'
import type { BreakdownRequest, QueryPlan } from '../contract/plan'
import type { SegmentRule } from '../contract/segment'
import { columnNamed, readFilter, type FilterNode } from '../sql/condition'
import { dateLiteral, identifier, literal } from '../sql/literal'
import { resolveSegment } from '../sql/segmentSql'
import { isOutsideSql, withOutside } from '../sql/outside'
import { scope, type Scope } from '../sql/source'

/** What the values that are not shown by themselves stand under. */
export const OTHER = 'Other'

/** How a value of a row is shown: one that is called "Other" itself stands in quotes, so that it can be told apart. */
function shownValue(value: string | null): string | null {
  return value !== null && /^"*Other"*$/.test(value) ? `"${value}"` : value
}

/** The value that is shown so. */
function valueShown(shown: string | null): string | null {
  return shown !== null && /^"+Other"+$/.test(shown) ? shown.slice(1, -1) : shown
}

/** Parameters of analyses that are broken down by being asked once for each value. */
export const BREAKDOWN_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'breakdown',
    type: 'columns',
    label: 'Break down by',
    default: [],
    max: 3,
    emptyMeans: 'Nothing',
    help: 'Columns: the analysis is asked for each of their most frequent values, and for the others together.',
    more: true,
  },
  {
    name: 'breakdown_users',
    type: 'choice',
    label: 'A user stands under',
    default: 'one',
    more: true,
    help: 'Under how many values of a breakdown a user can count.',
    options: [
      { value: 'one', label: 'One value', help: 'That of the first event asked for that has one: users add up.' },
      { value: 'each-value', label: 'Each value', help: 'With the events that have it: users do not add up.' },
    ],
  },
  {
    name: 'breakdown_limit',
    type: 'integer',
    label: 'Values shown',
    default: 6,
    min: 1,
    max: 50,
    more: true,
    help: 'Number of values to show before "Other".',
  },
]

/** The columns that values break an answer down by; none where they do not. */
export function breakdownOf(values: ParameterValues): readonly string[] {
  const { breakdown } = values
  return Array.isArray(breakdown) ? breakdown.filter((one): one is string => typeof one === 'string') : []
}

/** Values without their breakdown. */
export function undivided(values: ParameterValues): ParameterValues {
  return { ...values, breakdown: [] }
}

/**
 * What the result's first columns are called, one for each column of the breakdown: `by country` where the answer has a
 * column `country` itself, of its own or because it was asked for.
 */
export function breakdownNames(analysis: Analysis, values: ParameterValues): readonly string[] {
  const asked = analysis.parameters
    .filter(({ name, type }) => type === 'columns' && name !== 'breakdown' && name !== 'per')
    .flatMap(({ name }) => values[name] ?? [])
  const taken = new Set<unknown>([...analysis.columns.map(({ name }) => name), ...asked])
  return breakdownOf(values).map((name) => (taken.has(name) ? `by ${name}` : name))
}

/** A value of each column as a text; null for none. */
export type Slice = readonly (string | null)[]

const names = (columns: readonly string[]): readonly string[] => columns.map((_, index) => `value_${index + 1}`)

/** The events asked for. */
function whereOf({ where, fromDate, toDate }: Scope): string {
  return [
    where,
    ...(fromDate === null ? [] : [`local_date(ts) >= ${dateLiteral(fromDate, 'from')}`]),
    ...(toDate === null ? [] : [`local_date(ts) <= ${dateLiteral(toDate, 'to')}`]),
  ].join('\n  AND ')
}

function texts(columns: readonly string[]): string {
  return columns.map((column, index) => `${identifier(column)}::VARCHAR AS value_${index + 1}`).join(', ')
}

/** Each user with the values of the first event asked for that has any. */
function firstValues(asked: Scope, columns: readonly string[]): string {
  const isNone = columns.map((column) => `${identifier(column)} IS NULL`).join(' AND ')
  return `SELECT user_key, ${texts(columns)}
FROM ${asked.from}
WHERE ${whereOf(asked)}
QUALIFY row_number() OVER (PARTITION BY user_key ORDER BY (${isNone}), ts, _source) = 1`
}

/** What an analysis counts, each with its values as value_1 …, and how many of these there are. */
interface CountedValues {
  readonly columns: readonly string[]
  readonly sql: string
  readonly count: string
  readonly timezone: string | null
}

function countedValues(
  analysis: Analysis,
  values: ParameterValues,
  by: readonly string[],
  catalog: Catalog,
  source: string | null,
): CountedValues {
  if (analysis.counted !== undefined) {
    const known = analysis.counted.columns(values, catalog, source)
    const columns = by.map((name) => columnNamed(name, known).name)
    const plan = analysis.counted.valuesPlan(values, columns, catalog, source)
    return { columns, sql: plan.sql, count: 'count(*)', timezone: plan.timezone ?? null }
  }
  const asked = scope(values, catalog, source)
  const columns = by.map((name) => columnNamed(name, asked.source.columns).name)
  const sql =
    values['breakdown_users'] === 'each-value'
      ? `SELECT user_key, ${texts(columns)} FROM ${asked.from} WHERE ${whereOf(asked)}`
      : firstValues(asked, columns)
  return { columns, sql, count: 'count(DISTINCT user_key)', timezone: asked.timezone }
}

/** The request that stands for a broken down analysis. Throws `not-found` for an unknown column. */
export function breakdownRequest(
  analysis: Analysis,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): BreakdownRequest {
  const own = undivided(values)
  const { columns, sql, count, timezone } = countedValues(analysis, own, breakdownOf(values), catalog, source)
  const limit = typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 6
  const list = names(columns).join(', ')
  const most = `SELECT ${list} FROM (\n${sql}\n) GROUP BY ALL ORDER BY ${count} DESC, ${list} NULLS LAST`
  return {
    analysis: analysis.name,
    values: own,
    catalog,
    source,
    columns,
    names: breakdownNames(analysis, values),
    users: analysis.counted === undefined && values['breakdown_users'] !== 'each-value' ? 'one' : 'each-value',
    limit,
    shownSql: `${most} LIMIT ${literal(limit)}`,
    valuesPlan: { sql: `${most} LIMIT ${literal(limit + 1)}`, ...(timezone === null ? {} : { timezone }) },
  }
}

/** The conditions that the values of a row stand for, as the answer shows them; null for those under "Other". */
export function sliceTerms(columns: readonly string[], shown: readonly ResultValue[]): readonly FilterTerm[] | null {
  const texts = shown.map((value) => (value === null ? null : String(value)))
  return texts.includes(OTHER) ? null : termsOf(columns, texts.map(valueShown))
}

function termsOf(columns: readonly string[], slice: Slice): readonly FilterTerm[] {
  return columns.map((column, index): FilterTerm => {
    const value = slice[index] ?? null
    return value === null ? { column, op: 'is null' } : { column, op: '=', value }
  })
}

/** That a row has not all values of a slice. */
function isNot(columns: readonly string[], slice: Slice): FilterNode {
  return {
    any: columns.map((column, index): FilterNode => {
      const value = slice[index] ?? null
      return value === null ? { column, op: 'is not null' } : { column, op: '!=', value }
    }),
  }
}

function sliceSql(slice: Slice): string {
  return slice.map((value, index) => `value_${index + 1} IS NOT DISTINCT FROM ${literal(value)}::VARCHAR`).join(' AND ')
}

/** Values that ask for the users, of those asked for, whose first values meet a condition. */
function usersValues({ values, catalog, source, columns }: BreakdownRequest, condition: string): ParameterValues {
  const asked = scope(values, catalog, source)
  const members: SegmentRule = {
    sql: `SELECT user_key FROM (\n${firstValues(asked, columns)}\n) WHERE ${condition}`,
    timezone: asked.timezone ?? catalog.timezone,
  }
  const segment = resolveSegment(values['segment'], catalog)
  const rule: SegmentRule = segment === null ? members : { all: [segment.rule, members] }
  return { ...values, segment: rule }
}

/** Values that ask for one slice; for all others than `shown` where it is null. */
function sliceValues(request: BreakdownRequest, slice: Slice | null, shown: readonly Slice[]): ParameterValues {
  const { values, columns, users } = request
  if (users === 'one')
    return usersValues(
      request,
      slice === null ? shown.map((one) => `NOT (${sliceSql(one)})`).join(' AND ') : `(${sliceSql(slice)})`,
    )
  const nodes = slice === null ? shown.map((one) => isNot(columns, one)) : termsOf(columns, slice)
  return { ...values, filter: [...readFilter(values['filter']), ...nodes] }
}

/** Values that ask for what one row of a broken down answer is of; SQL finds which values "Other" stands for. */
export function valuesBehind(request: BreakdownRequest, lead: Slice): ParameterValues {
  const { values, columns, users, shownSql: shown } = request
  if (!lead.every((value) => value === OTHER)) return sliceValues(request, lead.map(valueShown), [])
  if (users === 'one') return usersValues(request, isOutsideSql(names(columns), shown))
  return withOutside(values, { columns, shown })
}

/** A part of a broken down answer: the values that its rows have in the first columns, and what gives them. */
export interface BreakdownPart {
  readonly lead: Readonly<Record<string, string | null>>
  readonly plan: QueryPlan
}

/**
 * The parts of a broken down answer, in order, `Other` last where there are more values than the limit. `found` are the
 * rows of the request's valuesPlan. Who is left out is counted once, of the whole.
 */
export function breakdownParts(
  request: BreakdownRequest,
  found: readonly Slice[],
  analysis: Analysis,
): readonly BreakdownPart[] {
  const shown = found.slice(0, request.limit)
  const slices = found.length > request.limit ? [...shown, null] : shown
  return slices.map((slice) => {
    const { leftOut, ...plan } = analysis.plan(sliceValues(request, slice, shown), request.catalog, request.source)
    const told = request.columns.map((_, index) => (slice === null ? OTHER : shownValue(slice[index] ?? null)))
    const label = told.map((value) => value ?? '(none)').join(', ')
    const own = (leftOut ?? []).filter((one) => one.ofParts === true)
    return {
      lead: Object.fromEntries(request.names.map((name, index) => [name, told[index] ?? null])),
      plan: {
        ...plan,
        leftOut: own.map((one) => ({ ...one, one: `${one.one} (${label})`, many: `${one.many} (${label})` })),
      },
    }
  })
}
