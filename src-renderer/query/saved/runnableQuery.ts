import { elementAt } from '../../base/required'
import type { ChartSpec, Series } from '../../chart/spec'
import { LatheError } from '../../model/error'
import type { ColumnSchema } from '../../model/schema'
import { bind } from '../analysis/bind'
import { withModel } from '../analysis/withModel'
import { PARAMETER_KINDS } from '../analysis/parameterTypes'
import type { Analysis } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import { isIsoDate } from '../../model/isoDate'
import type { QueryFile } from './queryFile'
import type { ResultTable, ResultValue } from '../contract/result'
import { scanSql } from '../sql/scan'
import { eventSource } from '../sql/eventSource'

/** Microseconds of a timestamp as the text that a date axis reads. */
function timeText(value: ResultValue): ResultValue {
  return typeof value === 'number' ? new Date(value / 1000).toISOString() : value
}

function number(value: ResultValue): number | null {
  const read = value === null ? Number.NaN : Number(value)
  return Number.isFinite(read) ? read : null
}

function chartsOf(file: QueryFile, chart: NonNullable<QueryFile['chart']>, table: ResultTable): readonly ChartSpec[] {
  const names = table.columns.map((column) => column.name)
  const missing = [chart.x, ...chart.y].find((name) => !names.includes(name))
  if (missing !== undefined) {
    throw new LatheError(
      'bad-file',
      `The chart of ${file.name} names the column "${missing}", which the answer does not have; its columns are ${names.join(', ')}.`,
      { file: file.name },
    )
  }
  if (table.rowCount === 0) return []
  const isTime = table.columns.some((column) => column.name === chart.x && column.type === 'timestamp')
  const xs = table.column(chart.x).map((value) => (isTime ? timeText(value) : value))
  const known = xs.filter((value) => value !== null)
  const isDate = isTime || known.every((value) => typeof value === 'string' && isIsoDate(value))
  const isNumber = known.every((value) => typeof value === 'number' || typeof value === 'bigint')
  const series: readonly Series[] = chart.y.map((name) => ({
    name,
    // A row without an x has no place on an axis; among bars it is one of its own.
    points: table.column(name).flatMap((value, row) => {
      const x = xs[row] ?? null
      if (x === null && (isDate || isNumber)) return []
      return [
        {
          x: x === null ? 'none' : typeof x === 'bigint' ? Number(x) : typeof x === 'boolean' ? String(x) : x,
          y: number(value),
        },
      ]
    }),
  }))
  const format = series.every((one) => one.points.every((point) => point.y === null || Number.isInteger(point.y)))
    ? ('integer' as const)
    : ('decimal' as const)
  const about = { title: file.title, summary: file.about === '' ? file.title : file.about }
  const axis = { label: chart.y.length === 1 ? elementAt(chart.y, 0) : '', format }
  // A line needs an order along x, which names do not have.
  if (chart.mark === 'line' && (isDate || isNumber))
    return [{ kind: 'line', ...about, x: { label: chart.x, type: isDate ? 'date' : 'number' }, y: axis, series }]
  return [
    {
      kind: 'bar',
      ...about,
      layout: 'grouped',
      direction: 'vertical',
      x: { label: chart.x, type: isDate ? 'date' : 'category' },
      y: axis,
      series,
    },
  ]
}

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
      ...(chart === null ? {} : { charts: (table: ResultTable) => chartsOf(file, chart, table) }),
    }),
  }
}
