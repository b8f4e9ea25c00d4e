import type { ResultTable, ResultValue } from '../../query/resultTable'
import type { Bounds } from './selection'
import { formatTimestamp } from './formatCell'

/** A value for a spreadsheet: full precision, no thousands separators, NULL as nothing; tabs and line ends would break the cells. */
function plainText(value: ResultValue, isTimestamp: boolean): string {
  if (value === null) return ''
  if (isTimestamp && typeof value === 'number') return formatTimestamp(value)
  return String(value).replace(/[\t\r\n]+/g, ' ')
}

/** The cells inside `bounds` as tab-separated text with a line of column names; `order` says which row stands where on screen. */
export function copyText(table: ResultTable, order: ArrayLike<number>, bounds: Bounds): string {
  const columns = Array.from({ length: bounds.right - bounds.left + 1 }, (_, index) => bounds.left + index)
  const lines = [columns.map((column) => plainText(table.columns[column]!.name, false)).join('\t')]
  for (let row = bounds.top; row <= bounds.bottom; row++) {
    lines.push(columns.map((column) => plainText(table.value(order[row]!, column), table.columns[column]!.type === 'timestamp')).join('\t'))
  }
  return lines.join('\n')
}
