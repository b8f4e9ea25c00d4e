import { elementAt } from '../../base/required'
import type { ColumnSchema } from '../../model/schema'
import { bind } from '../analysis/bind'
import { withModel } from '../analysis/withModel'
import { PARAMETER_KINDS } from '../analysis/parameterTypes'
import type { Analysis } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import { chartFigures, chartSpecs } from './chartOfResult'
import type { QueryChart } from './queryChart'
import type { QueryFile } from './queryFile'
import type { ResultTable } from '../contract/result'
import { scanSql } from '../sql/scan'
import { eventSource } from '../sql/eventSource'

/**
 * A saved query as an analysis of a workspace, and the event table whose events and columns its form offers (null:
 * all).
 */
export interface RunnableQuery {
  readonly analysis: Analysis
  readonly source: string | null
}

type Reading = Pick<QueryFile, 'tables' | 'sql'>

/**
 * The tables that a query reads: those that its header names, else those whose names stand in its SQL (its values are
 * not in it yet, so the engine cannot tell).
 */
function tablesOf(file: Reading, catalog: Catalog): readonly string[] {
  if (file.tables.length > 0) return file.tables
  const words = new Set(
    [...scanSql(file.sql)]
      .filter((token) => token.kind === 'word' || token.kind === 'quoted')
      .map((token) =>
        (token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text).toLowerCase(),
      ),
  )
  return catalog.tables.map((table) => table.name).filter((name) => words.has(name.toLowerCase()))
}

function eventTables(catalog: Catalog): readonly string[] {
  return catalog.tables.filter((table) => table.kind === 'events').map((table) => table.name)
}

/** The one event table that a query reads; null for none or several. */
function sourceOf(file: Reading, catalog: Catalog): string | null {
  const tables = tablesOf(file, catalog)
  const read = eventTables(catalog).filter((name) => tables.includes(name))
  return read.length === 1 ? elementAt(read, 0) : null
}

/**
 * The columns that conditions of a saved query may name: those of the events, or of the plain tables that it reads.
 * `source` is an event table that the person chose.
 */
export function columnsForParameters(
  file: Reading & Pick<QueryFile, 'parameters'>,
  catalog: Catalog,
  source: string | null = null,
): readonly ColumnSchema[] {
  if (!file.parameters.some((spec) => PARAMETER_KINDS[spec.type].namesColumns === true)) return []
  const tables = tablesOf(file, catalog)
  const named = catalog.tables.filter((table) => tables.includes(table.name))
  if (named.length > 0 && named.every((table) => table.kind === 'table')) return named.flatMap((table) => table.columns)
  return eventSource(catalog, source ?? sourceOf(file, catalog)).columns
}

/** What a chart line makes of an answer: figures for the mark `number`, else a chart. */
function drawn(file: QueryFile, chart: QueryChart): Pick<Analysis, 'charts' | 'kpis'> {
  if (chart.mark === 'number') return { kpis: (table) => chartFigures(chart, table, file.name) }
  const words = { title: file.title, summary: file.about === '' ? file.title : file.about }
  return { charts: (table: ResultTable) => chartSpecs(chart, table, words, file.name) }
}

/**
 * A saved .sql file as an analysis of a workspace: its parameters bound into its text, its chart drawn from its
 * columns. The same for window and terminal.
 */
export function runnableQuery(file: QueryFile, catalog: Catalog): RunnableQuery {
  const { chart } = file
  const tables = tablesOf(file, catalog)
  const events = eventTables(catalog)
  const readsPlain =
    events.length === 0 ||
    (!events.some((name) => tables.includes(name)) && catalog.tables.some((table) => tables.includes(table.name)))
  const about =
    file.about === '' ? 'It has no description yet: a line `-- about: …` in its header gives it one.' : file.about
  return {
    source: sourceOf(file, catalog),
    analysis: withModel({
      name: file.name,
      title: file.title,
      about: file.about,
      grain: file.grain,
      definition: `${about}\n\nIt is the file \`queries/${file.name}.sql\` of the workspace. Where the workspace is a folder, \`lathe query ${file.name}\` runs it in a terminal.`,
      parameters: file.parameters,
      columns: [],
      reads: readsPlain ? { tables } : 'events',
      plan: (values: ParameterValues, now, source) => ({
        sql: bind(file.sql, file.parameters, values, columnsForParameters(file, now, source)),
      }),
      ...(chart === null ? {} : drawn(file, chart)),
    }),
  }
}
