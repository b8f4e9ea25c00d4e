import { elementAt } from '../../base/required'
import type { ResultTable } from '../../query/contract/result'
import { formatCell, type CellFormat } from '../../export/formatCell'

export const MIN_WIDTH = 56
const MAX_WIDTH = 360
/** Rows looked at, spread over the result. */
const SAMPLE_ROWS = 200
/** Mean width of a 12 px character, and what padding and the sort mark take. */
const CHARACTER_WIDTH = 7.5
const PADDING = 28

/** A width in pixels for each column, by its name, type and a sample of its values. */
export function measureColumns(table: ResultTable, formats: readonly CellFormat[]): readonly number[] {
  const step = Math.max(1, Math.floor(table.rowCount / SAMPLE_ROWS))
  return table.columns.map((column, index) => {
    let longest = Math.max(column.name.length, column.type.length)
    for (let row = 0; row < table.rowCount; row += step)
      longest = Math.max(longest, formatCell(table.value(row, index), elementAt(formats, index)).length)
    return Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, longest * CHARACTER_WIDTH + PADDING)))
  })
}
