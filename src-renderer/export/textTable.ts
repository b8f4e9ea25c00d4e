import { formatCount } from '../chart/format'
import { elementAt } from '../base/required'
import { cellText } from './cellText'
import type { ResultTable } from '../query/contract/result'

const MOST_ROWS = 1000

/** A result for a terminal: columns padded, numbers to the right, at most 1,000 rows. */
export function textTable(table: ResultTable): string {
  const shown = Math.min(table.rowCount, MOST_ROWS)
  const columns = table.columns.map((column, position) => {
    const cells = Array.from({ length: shown }, (_, row) => cellText(table.value(row, position), column.type))
    const right = ['integer', 'double', 'decimal'].includes(column.type)
    const width = Math.max(column.name.length, ...cells.map((cell) => cell.length))
    return {
      name: column.name,
      cells,
      pad: (text: string) => (right ? text.padStart(width) : text.padEnd(width)),
      width,
    }
  })
  const lines = [
    columns
      .map((column) => column.pad(column.name))
      .join('  ')
      .trimEnd(),
    columns.map((column) => '-'.repeat(column.width)).join('  '),
    ...Array.from({ length: shown }, (_, row) =>
      columns
        .map((column) => column.pad(elementAt(column.cells, row)))
        .join('  ')
        .trimEnd(),
    ),
    ...(table.rowCount > shown ? [`(first ${formatCount(shown)} of ${formatCount(table.rowCount)} rows)`] : []),
  ]
  return `${lines.join('\n')}\n`
}
