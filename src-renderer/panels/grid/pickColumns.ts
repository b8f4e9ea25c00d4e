import { elementAt } from '../../base/required'
import type { ResultTable } from '../../query/contract/result'

/** A table with some of its columns, by position, in that order. */
export function pickColumns(table: ResultTable, positions: readonly number[]): ResultTable {
  const columns = positions.map((position) => elementAt(table.columns, position))
  const positionOf = (column: string | number): number => {
    const place = typeof column === 'number' ? column : columns.findIndex((one) => one.name === column)
    const position = positions[place]
    if (position === undefined) throw new RangeError(`there is no column ${column}`)
    return position
  }
  const row = (index: number): ReturnType<ResultTable['row']> =>
    Object.fromEntries(
      positions.map((position, place) => [elementAt(columns, place).name, table.value(index, position)]),
    )
  return {
    rowCount: table.rowCount,
    columns,
    value: (index, column) => table.value(index, positionOf(column)),
    row,
    rows: () => Array.from({ length: table.rowCount }, (_, index) => row(index)),
    column: (name) => {
      const position = positionOf(name)
      return Array.from({ length: table.rowCount }, (_, index) => table.value(index, position))
    },
  }
}
