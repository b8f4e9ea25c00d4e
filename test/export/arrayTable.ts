import type { ResultType } from '../../src-renderer/query/contract/result'
import type { ResultTable, ResultValue } from '../../src-renderer/query/contract/result'

/** A result held in arrays. */
export function arrayTable(
  columns: readonly (readonly [string, ResultType])[],
  rows: readonly (readonly ResultValue[])[],
): ResultTable {
  const at = (column: string | number): number =>
    typeof column === 'number' ? column : columns.findIndex(([name]) => name === column)
  const row = (index: number) => Object.fromEntries(columns.map(([name], position) => [name, rows[index]![position]!]))
  return {
    rowCount: rows.length,
    columns: columns.map(([name, type]) => ({ name, type })),
    value: (index, column) => rows[index]![at(column)]!,
    row,
    rows: () => rows.map((_, index) => row(index)),
    column: (name) => rows.map((one) => one[at(name)]!),
  }
}
