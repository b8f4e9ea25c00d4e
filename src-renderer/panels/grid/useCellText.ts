import { computed } from 'vue'
import { elementAt } from '../../base/required'
import { formatCell, type CellFormat } from '../../export/formatCell'
import type { ResultTable } from '../../query/contract/result'
import { columnDecimals, MIN_WIDTH } from './columnWidths'

const PADDING = 20
/** Narrower characters are rare. */
const LEAST_CHARACTER_WIDTH = 6

interface CellText {
  /** What a cell shows; rows are numbered as on screen. */
  readonly textOf: (row: number, column: number) => string
  /** The whole of a text that its column may be too narrow for. */
  readonly fullText: (row: number, column: number) => string | undefined
}

/** The texts of a grid's cells: decimals of a column under each other, `empty` where there is no value. */
export function useCellText(
  table: () => ResultTable,
  rows: () => ArrayLike<number>,
  formats: () => readonly CellFormat[],
  widths: () => readonly number[],
  empty: () => string,
): CellText {
  const decimals = computed(() => columnDecimals(table(), formats()))
  function textOf(row: number, column: number): string {
    const value = table().value(elementAt(rows(), row), column)
    return value === null ? empty() : formatCell(value, elementAt(formats(), column), elementAt(decimals.value, column))
  }
  function fullText(row: number, column: number): string | undefined {
    const text = textOf(row, column)
    return text.length * LEAST_CHARACTER_WIDTH > (widths()[column] ?? MIN_WIDTH) - PADDING ? text : undefined
  }
  return { textOf, fullText }
}
