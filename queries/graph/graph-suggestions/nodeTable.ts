import { LatheError } from '../../../src-renderer/model/error'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import { identifier, modelSql, tableSql } from '../../../src-renderer/query/sql/literal'
import { nearest } from '../../../src-renderer/query/sql/nearest'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { select, type Cte } from '../../../src-renderer/query/sql/statement'

/** What the column that names a node is called, the likeliest first. */
const KEYS = ['node', 'node_id', 'user_id', 'id', 'name'] as const
const WEIGHT = /^(.*?)(?:\s*=\s*(\S*))?$/
const NUMBER = /^[+-]?\d+(\.\d+)?$/

export const NODE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'same_values',
    type: 'text',
    label: 'Same values of nodes',
    default: null,
    more: true,
    emptyMeans: 'Ties alone',
    help: 'Columns of a table of nodes, and what two with the same value get for it: school = 2, city = 0.5; 1 without a number.',
  },
  {
    name: 'rule_weight',
    type: 'number',
    label: 'Score counts',
    default: 1,
    more: true,
    help: 'What the score of the ties is multiplied by before the weights of same values are added; 0 for these alone.',
  },
  {
    name: 'nodes_table',
    type: 'text',
    label: 'Table of nodes',
    default: null,
    more: true,
    emptyMeans: 'Automatic',
    help: 'The table with a row for each node; the only one with these columns when empty.',
  },
  {
    name: 'node_column',
    type: 'text',
    label: 'Column of the node',
    default: null,
    more: true,
    emptyMeans: 'Automatic',
    help: 'Its column with the names that edges have at their ends; found by its name when empty.',
  },
]

/** A column of nodes, and what two with the same value get for it. */
export interface SameValue {
  readonly column: string
  readonly weight: number
}

/** The values of nodes that are asked for. */
export interface NodeTable {
  readonly table: CatalogTable
  readonly key: string
  readonly columns: readonly string[]
  /** For FROM. */
  readonly sql: string
}

const textOf = (values: ParameterValues, name: string): string | null => {
  const value = values[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** Reads "school = 2, city"; none for an empty text. Throws `bad-parameter`. */
export function readSameValues(values: ParameterValues): readonly SameValue[] {
  const text = textOf(values, 'same_values')
  const parts = text === null ? [] : text.split(',').map((part) => part.trim())
  return parts.map((part, at): SameValue => {
    const [, column = '', number = '1'] = WEIGHT.exec(part) ?? []
    if (column === '' || !NUMBER.test(number))
      refuse('same_values', text, `"${part}" is no column with a number, such as school = 2`)
    if (parts.findIndex((one) => WEIGHT.exec(one)?.[1] === column) < at)
      refuse('same_values', text, `${column} is there twice`)
    return { column, weight: Number(number) }
  })
}

function tableOf(values: ParameterValues, catalog: Catalog, columns: readonly string[]): CatalogTable {
  const name = textOf(values, 'nodes_table')
  const names = catalog.tables.map((one) => one.name)
  if (name !== null) {
    const table = catalog.tables.find((one) => one.name === name)
    if (table !== undefined) return table
    throw new LatheError('not-found', `There is no table "${name}"; the tables are ${names.join(', ')}.`, {
      what: 'table',
      name,
      candidates: nearest(name, names),
    })
  }
  const [only, second] = catalog.tables.filter(
    (table) => table.kind === 'table' && columns.every((one) => table.columns.some((column) => column.name === one)),
  )
  if (only === undefined)
    return refuse('same_values', columns, 'no table of nodes has all these columns; name the table (nodes_table)')
  return second === undefined
    ? only
    : refuse('nodes_table', null, `${only.name} and ${second.name} have these columns; name one`)
}

/** The table of nodes; null where no values are asked for. Throws `not-found` and `bad-parameter`. */
export function readNodes(values: ParameterValues, catalog: Catalog): NodeTable | null {
  const columns = readSameValues(values).map(({ column }) => column)
  if (columns.length === 0) return null
  const table = tableOf(values, catalog, columns)
  const asked = textOf(values, 'node_column')
  const known = table.columns.map(({ name }) => name)
  const key = asked ?? KEYS.flatMap((one) => known.find((name) => name.toLowerCase() === one) ?? [])[0]
  if (key === undefined)
    return refuse('node_column', null, `say which column of ${table.name} holds the name of the node`)
  return {
    table,
    key: columnNamed(key, table.columns).name,
    columns: columns.map((one) => columnNamed(one, table.columns).name),
    sql: catalog.isByModel === true ? modelSql(table.name) : tableSql(table.name),
  }
}

/** What the columns of a node's values are called in the rows of edges, for each end. */
export const valueName = (end: 'source' | 'target', at: number): string => `${end}_value_${at + 1}`

/** WITH query `node_values` (node, value_1 …), each node once: the smallest value where rows differ. */
export function nodeValues({ key, columns, sql }: NodeTable): Cte {
  return {
    name: 'node_values',
    about: 'The values of each node, once',
    sql: select(
      [
        `${identifier(key)}::VARCHAR AS node`,
        ...columns.map((name, at) => `min(${identifier(name)}::VARCHAR) AS value_${at + 1}`),
      ],
      `FROM ${sql}\nGROUP BY ${identifier(key)}::VARCHAR`,
    ),
  }
}
