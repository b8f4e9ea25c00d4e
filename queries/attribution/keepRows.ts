import { elementAt } from '../../src-renderer/base/required'
import type { ResultTable } from '../../src-renderer/query/contract/result'

/** The rows of a table for which a column's value passes, as a table. */
export function keepRows(table: ResultTable, column: string, passes: (value: unknown) => boolean): ResultTable {
  const kept = table.column(column).flatMap((value, row) => (passes(value) ? [row] : []))
  return {
    rowCount: kept.length,
    columns: table.columns,
    value: (row, name) => table.value(elementAt(kept, row), name),
    row: (row) => table.row(elementAt(kept, row)),
    rows: () => kept.map((row) => table.row(row)),
    column: (name) => {
      const all = table.column(name)
      return kept.map((row) => elementAt(all, row))
    },
  }
}
