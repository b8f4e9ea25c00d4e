import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed, readCondition } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { refuse } from '../../src-renderer/query/sql/refuse'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { likelyColumn, spendAmounts } from '../events/spend'
import { entries } from '../retention/entriesSql'
import { readQuestion, type RetentionQuestion } from '../retention/question'

/** What a column of amounts is called where no column has the role of a value, the likeliest first. */
const LIKELY = [
  'value',
  'amount',
  'revenue',
  'price',
  'total',
  'order_value',
  'amount_usd',
  'revenue_usd',
  'price_usd',
] as const

/** What was spent on winning users, by date. */
export interface SpendTable {
  readonly table: CatalogTable
  readonly amount: ColumnSchema
  readonly date: ColumnSchema
}

/** Users by their first start event, what they brought then and later, and what one of them cost. */
export interface ValueQuestion {
  /** Who is in which cohort, and which events bring value: the start event and the return event of retention. */
  readonly cohorts: RetentionQuestion
  readonly column: ColumnSchema
  /** The column over an event's, as DOUBLE; NULL where the event brings nothing. */
  readonly amount: string
  /** What a user of a cohort cost, or the table that says it by date; null where it is not said. */
  readonly spend: number | SpendTable | null
}

/** The cohorts of a start event: users by their first one ever, by the calendar. Throws `bad-parameter`, `not-found`. */
export function readCohorts(
  values: ParameterValues,
  start: string,
  value: string,
  catalog: Catalog,
  source: string | null,
): RetentionQuestion {
  const events = { start_event: values[start] ?? null, return_event: values[value] ?? null }
  return { ...readQuestion({ ...values, ...events }, catalog, source), needsTimes: true }
}

function isNumber({ type }: ColumnSchema): boolean {
  return type === 'integer' || type === 'double'
}

/** The column of amounts: the one named, the log's value column, or one that is called like it. */
function valueColumn(values: ParameterValues, columns: readonly ColumnSchema[]): ColumnSchema {
  const named = values['value']
  if (typeof named === 'string' && named !== '') {
    const column = columnNamed(named, columns)
    if (!isNumber(column))
      refuse('value', named, `${column.name} holds ${column.type} values; choose a column of numbers`)
    return column
  }
  const numbers = columns.filter(
    (column) => isNumber(column) && column.name !== 'user_key' && column.name !== '_source',
  )
  const found =
    numbers.find((column) => column.role === 'value') ??
    LIKELY.map((name) => numbers.find((column) => column.name.toLowerCase() === name)).find((one) => one !== undefined)
  if (found !== undefined) return found
  const some = numbers.map((column) => column.name)
  return refuse(
    'value',
    '',
    'say which column holds what an event brings' +
      (some.length === 0 ? '; these events have no column of numbers' : `: ${some.slice(0, 12).join(', ')}`),
  )
}

const DATES = ['date', 'day', 'spend_date', 'ts', 'timestamp'] as const

/** Spend as a number for each user, or from a table. */
function readSpend(values: ParameterValues, catalog: Catalog): ValueQuestion['spend'] {
  const each = typeof values['spend'] === 'number' ? values['spend'] : null
  const named = ['spend_table', 'spend_column', 'spend_date'].some((name) => (values[name] ?? '') !== '')
  if (!named) return each
  if (each !== null) refuse('spend', each, 'choose spend per user or a table of spend, not both')
  const { table, spend } = spendAmounts(values, catalog)
  const chosen = values['spend_date']
  const date =
    typeof chosen === 'string' && chosen !== ''
      ? columnNamed(chosen, table.columns)
      : (likelyColumn(table.columns, DATES) ?? table.columns.find(({ type }) => type === 'timestamp'))
  return date === undefined
    ? refuse('spend_date', '', `say which column of ${table.name} holds the day of the spend`)
    : { table, amount: spend, date }
}

/** Reads a question of value by cohorts. Throws `bad-parameter` and `not-found`. */
export function readValueQuestion(values: ParameterValues, catalog: Catalog, source: string | null): ValueQuestion {
  const cohorts = readCohorts(values, 'start_event', 'value_event', catalog, source)
  const column = valueColumn(values, cohorts.scope.source.columns)
  return { cohorts, column, amount: `${identifier(column.name)}::DOUBLE`, spend: readSpend(values, catalog) }
}

/** WITH queries up to `entries` (user_key, cohort_unit, entry_ts): who is counted, each once. */
export function entered(cohorts: RetentionQuestion): readonly Cte[] {
  // The first start event of each user is all that is asked for; the rolling clock looks at nothing else.
  return entries({ ...cohorts, clock: 'rolling' }, { days: false, entries: true })
}

/** The condition of a parameter in words, for notes. */
export function eventText(values: ParameterValues, name: string): string {
  const { event, where } = readCondition(values[name] ?? null, name)
  return `${event ?? 'any event'}${where.length === 0 ? '' : ' with conditions'}`
}
