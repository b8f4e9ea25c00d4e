import { elementAt } from '../../../src-renderer/base/required'
import { LatheError } from '../../../src-renderer/model/error'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { CountedRows } from '../../../src-renderer/query/contract/analysis'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { columnNamed, filterSql, readFilter } from '../../../src-renderer/query/sql/condition'
import { identifier, literal, modelSql, tableSql } from '../../../src-renderer/query/sql/literal'
import { outsideSql } from '../../../src-renderer/query/sql/outside'
import { nearest } from '../../../src-renderer/query/sql/nearest'
import type { Cte } from '../../../src-renderer/query/sql/statement'
import { whereClause } from '../../events/eventsInScope'
import { creditsStatement, needsChain } from '../credits'
import { channelSql } from '../journeys'
import { modelsAsked } from '../models'
import { textOf } from '../parameters'

export const PATH_NAMES = ['path', 'paths', 'channel_path', 'journey', 'touchpoints']
const CONVERSION_NAMES = ['total_conversions', 'conversions', 'total_conversion', 'conversion', 'conv']
const VALUE_NAMES = ['total_conversion_value', 'conversion_value', 'value', 'conv_value', 'revenue']
const NULL_NAMES = ['total_null', 'total_nulls', 'nulls', 'null', 'no_conversion', 'non_conversions']
const NONE = 'none'

function likely(table: CatalogTable, names: readonly string[]): ColumnSchema | null {
  for (const name of names) {
    const column = table.columns.find((one) => one.name.toLowerCase() === name)
    if (column !== undefined) return column
  }
  return null
}

/** The table of paths: the one named, or the only one that has a column called like a path. Throws `not-found` and `bad-parameter`. */
function pathTable(catalog: Catalog, name: string | null, path: string | null): CatalogTable {
  if (name !== null) {
    const table = catalog.tables.find((one) => one.name === name)
    if (table !== undefined) return table
    const names = catalog.tables.map((one) => one.name)
    throw new LatheError(
      'not-found',
      `There is no table "${name}"${names.length > 0 ? `; the tables are ${names.join(', ')}.` : '; import a file of paths first.'}`,
      { what: 'table', name, candidates: nearest(name, names) },
    )
  }
  const fitting = catalog.tables.filter(
    (table) =>
      (path === null ? likely(table, PATH_NAMES) : (table.columns.find((column) => column.name === path) ?? null)) !==
      null,
  )
  if (fitting.length === 1) return elementAt(fitting, 0)
  if (fitting.length === 0)
    throw new LatheError(
      'not-found',
      'There is no table with a column of paths like "a > b > c"; import such a file, or name the table and the column.',
      { what: 'table', name: path ?? 'path' },
    )
  throw badParameter(
    'table',
    '',
    `: several tables have paths (${fitting.map((table) => table.name).join(', ')}); name one.`,
  )
}

const rowsOf = ({ name }: CatalogTable, { isByModel }: Catalog): string =>
  isByModel === true ? modelSql(name) : tableSql(name)

function pathTableOf(values: ParameterValues, catalog: Catalog, source: string | null): CatalogTable {
  return pathTable(catalog, textOf(values, 'table') ?? source, textOf(values, 'path'))
}

const isNamed = ({ name }: ColumnSchema): boolean => !name.startsWith('_')

/** The rows of the table of paths, each a journey or many. */
export const countedPaths: CountedRows = {
  columns: (values, catalog, source) => pathTableOf(values, catalog, source).columns.filter(isNamed),
  valuesPlan: (values, by, catalog, source) => {
    const list = by.map((name, at) => `${identifier(name)}::VARCHAR AS value_${at + 1}`).join(', ')
    const table = pathTableOf(values, catalog, source)
    const wanted = filterSql(readFilter(values['filter'] ?? null), table.columns)
    return { sql: `SELECT ${list} FROM ${rowsOf(table, catalog)}${wanted === null ? '' : ` WHERE ${wanted}`}` }
  },
}

function chosenColumn(table: CatalogTable, name: string | null, names: readonly string[]): ColumnSchema | null {
  if (name === NONE) return null
  return name === null ? likely(table, names) : columnNamed(name, table.columns)
}

/** SQL for attribution from ready-made paths. Throws `bad-parameter` and `not-found`. */
export function planPaths(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const table = pathTableOf(values, catalog, source)
  const path = chosenColumn(table, textOf(values, 'path'), PATH_NAMES)
  if (path === null) throw badParameter('path', '', `: say which column of ${table.name} holds the paths.`)
  const conversions = chosenColumn(table, textOf(values, 'conversions'), CONVERSION_NAMES)
  const value = chosenColumn(table, textOf(values, 'value'), VALUE_NAMES)
  const nulls = chosenColumn(table, textOf(values, 'nulls'), NULL_NAMES)
  const models = modelsAsked(values)
  const separator = values['separator']
  if (typeof separator !== 'string' || separator.trim() === '')
    throw badParameter(
      'separator',
      JSON.stringify(separator ?? null),
      ' must be the text between two channels, such as " > ".',
    )
  const halfLife = values['half_life_steps']
  if (typeof halfLife !== 'number' || !(halfLife > 0))
    throw badParameter('half_life_steps', JSON.stringify(halfLife ?? null), ' must be greater than 0.')
  const count = conversions === null ? '1::DOUBLE' : `coalesce(TRY_CAST(${identifier(conversions.name)} AS DOUBLE), 0)`
  const amount = value === null ? '0::DOUBLE' : `coalesce(TRY_CAST(${identifier(value.name)} AS DOUBLE), 0)`
  const conditions = [filterSql(readFilter(values['filter'] ?? null), table.columns), outsideSql(values)]
  const lost = nulls === null ? '0::DOUBLE' : `coalesce(TRY_CAST(${identifier(nulls.name)} AS DOUBLE), 0)`
  const direct = literal(textOf(values, 'direct_channel') ?? 'direct')
  const chain = needsChain(models)
  const root = values['decay'] === 'inverse-root'
  // One list a row: the weight of each touch, the last one's first in time being the oldest.
  const decay = root ? '1 / sqrt(touch_count - nth + 1)' : `pow(2, (nth - touch_count) / ${literal(halfLife)}::DOUBLE)`
  const decayTotal = root
    ? 'list_sum(list_transform(range(1, touch_count + 1), lambda far: 1 / sqrt(far)))'
    : `list_sum(list_transform(range(0, touch_count), lambda far: pow(2, -far / ${literal(halfLife)}::DOUBLE)))`
  const ctes: readonly Cte[] = [
    {
      name: 'cut_paths',
      about: 'Each row of the table with its path cut into channels',
      sql: `SELECT
  ${count} AS conversions,
  ${amount} AS amount,
  ${chain ? lost : '0'} AS weight,
  list_transform(
    string_split(${identifier(path.name)}::VARCHAR, ${literal(separator.trim())}),
    lambda one: trim(one)
  ) AS parts
FROM ${rowsOf(table, catalog)}${whereClause(...conditions)}`,
    },
    {
      name: 'journeys',
      about: 'The same without empty channels',
      sql: `SELECT
  conversions,
  amount,
  weight,
  list_transform(
    list_filter(parts, lambda one: one <> ''),
    lambda one: ${channelSql('one')}
  ) AS channels
FROM cut_paths`,
    },
    {
      name: 'measured_journeys',
      about: 'The same with their length, their different channels, and the last that is not direct, from the end',
      sql: `SELECT
  *,
  len(channels) AS touch_count,
  len(list_distinct(channels)) AS distinct_channels,
  list_position(
    list_reverse(list_transform(channels, lambda one: lower(one) <> lower(${direct}))),
    TRUE
  ) AS from_end
FROM journeys`,
    },
    {
      name: 'path_touches',
      about: 'Each channel of each path, the nth of touch_count',
      sql: `SELECT
  conversions,
  amount,
  weight,
  touch_count,
  channels,
  distinct_channels,
  CASE WHEN from_end > 0 THEN touch_count - from_end + 1 ELSE touch_count END AS chosen_nth,
  unnest(channels) AS channel,
  generate_subscripts(channels, 1) AS nth
FROM measured_journeys`,
    },
    {
      name: 'journey_touches',
      about: 'Those of paths with conversions, and what the models ask of each',
      sql: `SELECT
  channel,
  channels[nth + 1] AS following,
  nth,
  touch_count,
  chosen_nth,
  distinct_channels,
  list_position(channels, channel) = nth AS first_of_channel,
  ${decay} AS decay,
  ${decayTotal} AS decay_total,
  conversions,
  amount
FROM path_touches
WHERE conversions <> 0
  OR amount <> 0`,
    },
    {
      name: 'untouched',
      about: 'Rows without a channel in their path',
      sql: `SELECT conversions, amount
FROM journeys
WHERE coalesce(len(channels), 0) = 0`,
    },
    ...(chain
      ? [
          {
            name: 'missed_touches',
            about: 'Each channel of each path that was taken without a conversion too, and how often',
            sql: `SELECT
  channel,
  channels[nth + 1] AS following,
  nth,
  weight
FROM path_touches
WHERE weight > 0`,
          },
        ]
      : []),
  ]
  return {
    sql: creditsStatement(ctes, models),
    ...(chain ? { finish: { analysis: 'attribution-paths', values } } : {}),
    notes: [
      `table: ${table.name}`,
      `path: ${path.name}, cut at "${separator.trim()}"`,
      `conversions: ${conversions?.name ?? 'one a row'}`,
      `value: ${value?.name ?? 'none'}`,
      ...(chain ? [`without conversion: ${nulls?.name ?? 'none'}`] : []),
    ],
  }
}
