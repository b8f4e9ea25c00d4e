import { LatheError } from '../../model/error'
import type { ResultTable } from '../contract/result'

/** Some rows that stand together and all columns but some, as a result of their own. */
export function tableSlice(
  table: ResultTable,
  start: number,
  count: number,
  without: readonly string[] = [],
): ResultTable {
  const columns = table.columns.filter((column) => !without.includes(column.name))
  const nameOf = (column: string | number): string => {
    const name = typeof column === 'string' ? column : columns[column]?.name
    if (name === undefined || without.includes(name))
      throw new LatheError('not-found', `The result has no column "${column}".`, {
        what: 'column',
        name: String(column),
      })
    return name
  }
  const row = (index: number): ReturnType<ResultTable['row']> =>
    Object.fromEntries(columns.map(({ name }) => [name, table.value(start + index, name)]))
  const places = Array.from({ length: count }, (_, index) => index)
  return {
    rowCount: count,
    columns,
    row,
    value: (index, column) => table.value(start + index, nameOf(column)),
    rows: () => places.map(row),
    column: (name) => places.map((index) => table.value(start + index, nameOf(name))),
  }
}
