import { LatheError } from '../../src-renderer/model/error'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { CountedRows } from '../../src-renderer/query/contract/analysis'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { DataNeed } from '../../src-renderer/query/contract/dataNeed'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed, filterSql, readFilter } from '../../src-renderer/query/sql/condition'
import { identifier, modelSql, tableSql } from '../../src-renderer/query/sql/literal'
import { nearest } from '../../src-renderer/query/sql/nearest'
import { outsideSql } from '../../src-renderer/query/sql/outside'
import { badParameter, refuse } from '../../src-renderer/query/sql/refuse'

/** What the two ends of an edge are called, the column that an edge comes from first. */
const PAIRS: readonly (readonly [from: string, to: string])[] = [
  ['user_id_from', 'user_id_to'],
  ['from_user_id', 'to_user_id'],
  ['follower_id', 'followee_id'],
  ['follower_id', 'followed_id'],
  ['sender_id', 'recipient_id'],
  ['sender_id', 'receiver_id'],
  ['from_id', 'to_id'],
  ['source_id', 'target_id'],
  ['source', 'target'],
  ['from', 'to'],
  ['src', 'dst'],
  ['user_id', 'friend_id'],
  ['user_id', 'user_id_to'],
  ['user_id', 'to_user_id'],
  ['user_id', 'recipient_id'],
  ['user_id', 'target_user_id'],
]

/** What a workspace needs for analyses of a graph. */
export const NEEDS: DataNeed = {
  what: 'a table with two columns for the ends of an edge',
  of: 'any',
  columns: [],
  pairs: PAIRS,
}

/** The edges that are asked for. */
export interface EdgeTable {
  readonly table: CatalogTable
  readonly from: ColumnSchema
  readonly to: ColumnSchema
  /** A column that says how much a row's tie weighs; null where each row weighs 1. */
  readonly weight: ColumnSchema | null
  /** Whether an edge leads one way only. */
  readonly isDirected: boolean
  /** For FROM. */
  readonly sql: string
  /** For WHERE; null where all rows are asked for. */
  readonly where: string | null
}

const textOf = (values: ParameterValues, name: string): string | null => {
  const value = values[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function pairOf(table: CatalogTable): readonly [ColumnSchema, ColumnSchema] | null {
  const named = (name: string): ColumnSchema | undefined =>
    table.columns.find((column) => column.name.toLowerCase() === name)
  for (const [from, to] of PAIRS) {
    const [one, other] = [named(from), named(to)]
    if (one !== undefined && other !== undefined) return [one, other]
  }
  return null
}

/**
 * The table named, else the only one that has the columns named, or columns called like the ends of edges; plain tables
 * come before logs. Throws `not-found` and `bad-parameter`.
 */
function tableOf(values: ParameterValues, catalog: Catalog, source: string | null): CatalogTable {
  const name = textOf(values, 'table') ?? source
  const names = catalog.tables.map((one) => one.name)
  if (name !== null) {
    const table = catalog.tables.find((one) => one.name === name)
    if (table !== undefined) return table
    throw new LatheError(
      'not-found',
      `There is no table "${name}"${names.length > 0 ? `; the tables are ${names.join(', ')}.` : '; import a file of edges first.'}`,
      { what: 'table', name, candidates: nearest(name, names) },
    )
  }
  const asked = ['from_column', 'to_column'].flatMap((one) => textOf(values, one) ?? [])
  const fits = (table: CatalogTable): boolean =>
    asked.length === 2
      ? asked.every((one) => table.columns.some((column) => column.name === one))
      : pairOf(table) !== null
  const fitting = catalog.tables.filter(fits)
  const plain = fitting.filter((table) => table.kind === 'table')
  const [only, second] = plain.length > 0 ? plain : fitting
  if (only === undefined)
    throw new LatheError(
      'not-found',
      'There is no table with two columns for the ends of an edge, such as source and target; import such a file, or ' +
        'name the table and the columns.',
      { what: 'table', name: asked.join(', ') },
    )
  if (second !== undefined)
    throw badParameter(
      'table',
      '',
      `: several tables have edges (${fitting.map((one) => one.name).join(', ')}); name one.`,
    )
  return only
}

function endsOf(values: ParameterValues, table: CatalogTable): readonly [ColumnSchema, ColumnSchema] {
  const found = pairOf(table)
  const end = (parameter: string, likely: ColumnSchema | undefined): ColumnSchema => {
    const name = textOf(values, parameter)
    if (name !== null) return columnNamed(name, table.columns)
    if (likely === undefined)
      throw badParameter(parameter, '', `: say which column of ${table.name} holds this end of its edges.`)
    return likely
  }
  const [from, to] = [end('from_column', found?.[0]), end('to_column', found?.[1])]
  if (from.name === to.name)
    refuse('to_column', to.name, 'both ends are the same column; choose another for one of them')
  return [from, to]
}

/** Reads which edges are asked for. Throws `not-found` and `bad-parameter`. */
export function readEdges(values: ParameterValues, catalog: Catalog, source: string | null): EdgeTable {
  const table = tableOf(values, catalog, source)
  const [from, to] = endsOf(values, table)
  const weight = textOf(values, 'weight')
  const conditions = [filterSql(readFilter(values['filter'] ?? null), table.columns), outsideSql(values)]
  return {
    table,
    from,
    to,
    weight: weight === null ? null : columnNamed(weight, table.columns),
    isDirected: values['directed'] === true,
    sql: catalog.isByModel === true ? modelSql(table.name) : tableSql(table.name),
    where: conditions.filter((one) => one !== null).join('\n  AND ') || null,
  }
}

/** The rows of the table, each an edge or none. */
export const countedEdges: CountedRows = {
  columns: (values, catalog, source) =>
    tableOf(values, catalog, source).columns.filter(({ name }) => !name.startsWith('_')),
  valuesPlan: (values, by, catalog, source) => {
    const { sql, where } = readEdges(values, catalog, source)
    const list = by.map((name, at) => `${identifier(name)}::VARCHAR AS value_${at + 1}`).join(', ')
    return { sql: `SELECT ${list} FROM ${sql}${where === null ? '' : `\nWHERE ${where}`}` }
  },
}
