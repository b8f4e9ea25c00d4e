import { OTHER } from '../../query/analysis/breakdown'
import type { ColumnSchema } from '../../model/schema'
import type { FilterTerm } from '../../query/contract/filterTerm'
import { eventSource } from '../../query/sql/eventSource'
import { modelCatalog } from '../../query/sql/modelCatalog'
import type { Catalog } from '../../query/contract/catalog'
import type { ResultValue } from '../../query/contract/result'
import type { TileAnswer } from './tileAnswer'

/** The result's column that holds a column of the breakdown: under another name where the analysis has one like it. */
function resultColumn(name: string, columns: readonly string[]): string | undefined {
  return [name, `by_${name}`, `by ${name}`].find((one) => columns.includes(one))
}

/** The value as its column has it: breakdowns say all of them as texts. Null for what no filter can name. */
function termOf({ name: column, type }: ColumnSchema, value: ResultValue): FilterTerm | null {
  if (value === null) return { column, op: 'is null' }
  if (value === OTHER) return null
  const text = String(value)
  switch (type) {
    case 'string':
      return { column, op: '=', value: text }
    case 'boolean':
      return { column, op: '=', value: text === 'true' }
    case 'integer':
    case 'double':
      return Number.isFinite(Number(text)) ? { column, op: '=', value: Number(text) } : null
    default:
      return null
  }
}

/**
 * The conditions that hold for what a row of a tile is of: the values of its breakdown; of a saved query, those of its
 * columns that are texts of the events, too. None where a row is of no value that a filter can name, or where there are no
 * events to be narrowed.
 */
export function conditionsOfRow({ request, run }: TileAnswer, row: number, catalog: Catalog): readonly FilterTerm[] {
  const { table } = run
  if (row < 0 || row >= table.rowCount || catalog.tables.every(({ kind }) => kind !== 'events')) return []
  const names = table.columns.map((column) => column.name)
  const breakdown = request.values['breakdown']
  const asked = Array.isArray(breakdown) ? breakdown.map(String) : []
  const columns = eventSource(modelCatalog(catalog), null).columns
  if ('query' in request.view.of) {
    const texts = columns.filter(({ name, type, role }) => type === 'string' && role !== 'user' && names.includes(name))
    asked.push(...texts.map((column) => column.name))
  }
  const terms = asked.map((name) => {
    const [own, found] = [columns.find((one) => one.name === name), resultColumn(name, names)]
    return own === undefined || found === undefined ? null : termOf(own, table.value(row, found))
  })
  return terms.every((term) => term !== null) ? terms : []
}
