import type { ChartSpec, Series } from '../chart/spec'
import { LatheError } from '../model/error'
import type { ColumnSchema } from '../model/schema'
import { bind } from './bind'
import type { Analysis, Catalog, ParameterValues } from './definition'
import { isIsoDate } from './literal'
import type { QueryFile } from './queryFile'
import type { ResultTable, ResultValue } from './resultTable'
import { eventSource } from './source'

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
    throw new LatheError('bad-file', `The chart of ${file.name} names the column "${missing}", which the answer does not have; its columns are ${names.join(', ')}.`, { file: file.name })
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
      return [{ x: x === null ? 'none' : typeof x === 'bigint' ? Number(x) : typeof x === 'boolean' ? String(x) : x, y: number(value) }]
    }),
  }))
  const format = series.every((one) => one.points.every((point) => point.y === null || Number.isInteger(point.y))) ? 'integer' as const : 'decimal' as const
  const about = { title: file.title, summary: file.about === '' ? file.title : file.about }
  const axis = { label: chart.y.length === 1 ? chart.y[0]! : '', format }
  // A line needs an order along x, which names do not have.
  if (chart.mark === 'line' && (isDate || isNumber)) return [{ kind: 'line', ...about, x: { label: chart.x, type: isDate ? 'date' : 'number' }, y: axis, series }]
  return [{ kind: 'bar', ...about, layout: 'grouped', direction: 'vertical', x: { label: chart.x, type: isDate ? 'date' : 'category' }, y: axis, series }]
}

/** The columns that conditions of a saved query may name: those of the events, or of the plain tables that it reads. */
export function columnsForParameters(file: Pick<QueryFile, 'tables' | 'parameters'>, catalog: Catalog, source: string | null): readonly ColumnSchema[] {
  if (!file.parameters.some((spec) => ['event', 'events', 'filter', 'column'].includes(spec.type))) return []
  const named = catalog.tables.filter((table) => file.tables.includes(table.name))
  if (named.length > 0 && named.every((table) => table.kind === 'table')) return named.flatMap((table) => table.columns)
  return eventSource(catalog, source).columns
}

/** A saved .sql file as an analysis: its parameters bound into its text, its chart drawn from its columns. */
export function analysisOfFile(file: QueryFile): Analysis {
  const { chart } = file
  return {
    name: file.name, title: file.title, about: file.about, grain: file.grain,
    definition: file.about, parameters: file.parameters, columns: [],
    reads: file.tables.length > 0 ? { tables: file.tables } : 'events',
    plan: (values: ParameterValues, catalog, source) => ({ sql: bind(file.sql, file.parameters, values, columnsForParameters(file, catalog, source)) }),
    ...(chart === null ? {} : { charts: (table: ResultTable) => chartsOf(file, chart, table) }),
  }
}
