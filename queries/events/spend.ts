import { elementAt } from '../../src-renderer/base/required'
import { LatheError } from '../../src-renderer/model/error'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { nearest } from '../../src-renderer/query/sql/nearest'
import { refuse } from '../../src-renderer/query/sql/refuse'

const SPEND_NAMES = [
  'spend',
  'cost',
  'ad_spend',
  'amount_spent',
  'spend_usd',
  'cost_usd',
  'total_spend',
  'total_cost',
  'total_spend_usd',
  'total_cost_usd',
]

/** The first of some names that a column has, whatever its case. */
export function likelyColumn(columns: readonly ColumnSchema[], names: readonly string[]): ColumnSchema | undefined {
  for (const name of names) {
    const column = columns.find((one) => one.name.toLowerCase() === name)
    if (column !== undefined) return column
  }
  return undefined
}

const textOf = (values: ParameterValues, name: string): string | null => {
  const value = values[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/**
 * The table of spend and its column of amounts: those named (`spend_table`, `spend_column`), or found by their names.
 * Throws `bad-parameter` and `not-found`.
 */
export function spendAmounts(
  values: ParameterValues,
  catalog: Catalog,
): { readonly table: CatalogTable; readonly spend: ColumnSchema } {
  const named = textOf(values, 'spend_table')
  const plain = catalog.tables.filter((table) => table.kind === 'table')
  const asked = textOf(values, 'spend_column')
  const candidates =
    named === null
      ? plain.filter(
          (table) =>
            (asked === null
              ? likelyColumn(table.columns, SPEND_NAMES)
              : table.columns.find((one) => one.name === asked)) !== undefined,
        )
      : catalog.tables.filter((table) => table.name === named)
  const names = plain.map((one) => one.name)
  if (named !== null && candidates.length === 0)
    throw new LatheError(
      'not-found',
      `There is no table "${named}"${names.length > 0 ? `; the plain tables are ${names.join(', ')}.` : '; import a file with the spend of each campaign first.'}`,
      { what: 'table', name: named, candidates: nearest(named, names) },
    )
  if (candidates.length === 0)
    refuse(
      'spend_table',
      '',
      'there is no table with a column of spend; import a file with one row for each campaign and what it cost, ' +
        'or name the table and its column',
    )
  if (candidates.length > 1)
    refuse(
      'spend_table',
      '',
      `several tables have a column of spend (${candidates.map((one) => one.name).join(', ')}); name one`,
    )
  const table = elementAt(candidates, 0)
  const spend = asked === null ? likelyColumn(table.columns, SPEND_NAMES) : columnNamed(asked, table.columns)
  if (spend === undefined) return refuse('spend_column', '', `say which column of ${table.name} holds the amounts`)
  return { table, spend }
}

/** An amount of spend as DOUBLE; NULL where it is no number. */
export function spendSql(spend: ColumnSchema): string {
  return `TRY_CAST(${identifier(spend.name)} AS DOUBLE)`
}

/** The local date of a row of spend; NULL where its text is no date. */
export function spendDateSql(date: ColumnSchema): string {
  return date.type === 'timestamp'
    ? `local_date(${identifier(date.name)})`
    : `TRY_CAST(${identifier(date.name)} AS DATE)`
}
