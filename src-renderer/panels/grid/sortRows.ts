import type { ResultTable, ResultValue } from '../../query/contract/result'

export interface SortOrder {
  readonly column: number
  readonly descending: boolean
}

/** Sorting copies a column out of the result: above this many rows it waits for ORDER BY. */
export const SORTABLE_ROWS = 100_000

const COLLATOR = new Intl.Collator('en', { numeric: true })

function compare(a: ResultValue, b: ResultValue): number {
  if (typeof a === 'string' && typeof b === 'string') return COLLATOR.compare(a, b)
  // NaN has to have a place, or the order would depend on where it stood; DuckDB puts it above all numbers.
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a! < b! ? -1 : a! > b! ? 1 : 0
}

/**
 * Row numbers in the order asked for: stable, NULLs last in both directions. Null (the result's own order) is the
 * identity.
 */
export function sortRows(table: ResultTable, order: SortOrder | null): Uint32Array {
  const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  if (order === null) return rows
  const values = Array.from(rows, (row) => table.value(row, order.column))
  const direction = order.descending ? -1 : 1
  return rows.sort((a, b) => {
    const left = values[a]!,
      right = values[b]!
    if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1
    return direction * compare(left, right) || a - b
  })
}
