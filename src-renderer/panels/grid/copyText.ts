import type { SpreadsheetGuard } from '../../export/spreadsheetGuard'
import type { ResultTable, ResultValue } from '../../query/contract/result'
import type { Bounds } from './selection'
import { formatTimestamp } from '../../export/formatCell'

/**
 * A value for a spreadsheet: full precision, no thousands separators, NULL as nothing; tabs and line ends would break
 * the cells.
 */
function plainText(value: ResultValue, isTimestamp: boolean, guard: SpreadsheetGuard | null): string {
  if (value === null) return ''
  if (isTimestamp && typeof value === 'number') return formatTimestamp(value)
  const text = String(value).replace(/[\t\r\n]+/g, ' ')
  return guard !== null && typeof value === 'string' ? guard.text(text) : text
}

/**
 * The cells inside `bounds` as tab-separated text with a line of column names; `order` says which row stands where on
 * screen. Texts go through the guard, if there is one.
 */
export function copyText(
  table: ResultTable,
  order: ArrayLike<number>,
  bounds: Bounds,
  guard: SpreadsheetGuard | null = null,
): string {
  const columns = Array.from({ length: bounds.right - bounds.left + 1 }, (_, index) => bounds.left + index)
  const lines = [columns.map((column) => plainText(table.columns[column]!.name, false, guard)).join('\t')]
  for (let row = bounds.top; row <= bounds.bottom; row++) {
    lines.push(
      columns
        .map((column) =>
          plainText(table.value(order[row]!, column), table.columns[column]!.type === 'timestamp', guard),
        )
        .join('\t'),
    )
  }
  return lines.join('\n')
}
