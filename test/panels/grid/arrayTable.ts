import type { ResultType } from '../../../src-renderer/query/contract/result'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'

/** A result over arrays, for tests: columns as `name: [type, values]`. */
export function arrayTable(
  columns: Readonly<Record<string, readonly [ResultType, readonly ResultValue[]]>>,
): ResultTable {
  const names = Object.keys(columns)
  const rowCount = names.length === 0 ? 0 : columns[names[0]!]![1].length
  const valuesOf = (column: string | number): readonly ResultValue[] => {
    const found = columns[typeof column === 'number' ? names[column]! : column]
    if (found === undefined) throw new Error(`no column ${column}`)
    return found[1]
  }
  const row = (at: number): Record<string, ResultValue> =>
    Object.fromEntries(names.map((name) => [name, valuesOf(name)[at]!]))
  return {
    rowCount,
    columns: names.map((name) => ({ name, type: columns[name]![0] })),
    value: (at, column) => valuesOf(column)[at]!,
    row,
    rows: () => Array.from({ length: rowCount }, (_, at) => row(at)),
    column: valuesOf,
  }
}
