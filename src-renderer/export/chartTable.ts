import type { ValueFormat } from '../chart/chartBase'
import type { ChartColumn } from '../chart/mark'
import { markOf, type ChartSpec } from '../chart/marks'
import type { ResultTable, ResultValue } from '../query/contract/result'

/** A chart's data as a table, with how each column reads. */
export interface ChartTable extends ResultTable {
  readonly formats: readonly ValueFormat[]
}

/** Column names are unique, as a table's must be. */
function distinctNames(columns: readonly ChartColumn[]): readonly ChartColumn[] {
  const seen = new Map<string, number>()
  return columns.map((column) => {
    const count = (seen.get(column.name) ?? 0) + 1
    seen.set(column.name, count)
    return count === 1 ? column : { ...column, name: `${column.name} (${count})` }
  })
}

/** The data of a chart, all of it, as its mark says. */
export function chartTable(spec: ChartSpec): ChartTable {
  const { columns: said, rows } = markOf(spec).table(spec)
  const columns = distinctNames(said)
  const positionOf = (column: string | number): number => {
    const position = typeof column === 'number' ? column : columns.findIndex((one) => one.name === column)
    if (columns[position] === undefined) throw new RangeError(`There is no column ${column}`)
    return position
  }
  const rowAt = (row: number): Readonly<Record<string, ResultValue>> =>
    Object.fromEntries(columns.map((column, index) => [column.name, rows[row]?.[index] ?? null]))
  return {
    rowCount: rows.length,
    columns: columns.map(({ name, type }) => ({ name, type })),
    formats: columns.map((one) => one.format),
    value: (row, column) => rows[row]?.[positionOf(column)] ?? null,
    row: rowAt,
    rows: () => rows.map((_, index) => rowAt(index)),
    column: (name) => {
      const position = positionOf(name)
      return rows.map((row) => row[position] ?? null)
    },
  }
}
