import { elementAt } from '../../base/required'
import type { ResultTable } from '../../query/contract/result'
import { evenDecimals, formatCell, type CellFormat } from '../../export/formatCell'

export const MIN_WIDTH = 56
const MAX_WIDTH = 360
/** Rows looked at, spread over the result. */
const SAMPLE_ROWS = 200
/** Mean width of a 12 px character, and what padding and the sort mark take. */
const CHARACTER_WIDTH = 7.5
const PADDING = 28
const TIGHT_PADDING = 22

/** The parts of a column's name, between which it may break: `median_`, `seconds`. */
export function nameParts(name: string): readonly string[] {
  return name.split(/(?<=[_\s])/)
}

/** A column's own name, without the way to it: `cuisine_type` of `orders.restaurants.cuisine_type`. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** How many characters the longer of two lines has that a name is broken into. */
function brokenLength(name: string): number {
  const parts = nameParts(name)
  const lengths = parts.map((_, at) => Math.max(parts.slice(0, at).join('').length, parts.slice(at).join('').length))
  return Math.min(...lengths)
}

/** Some rows, spread over the result. */
function sampleRows(table: ResultTable): readonly number[] {
  const step = Math.max(1, Math.floor(table.rowCount / SAMPLE_ROWS))
  return Array.from({ length: Math.ceil(table.rowCount / step) }, (_, at) => at * step)
}

/** For each column the decimals that its figures have, told by a sample of them. */
export function columnDecimals(table: ResultTable, formats: readonly CellFormat[]): readonly number[] {
  const sample = sampleRows(table)
  return table.columns.map((_, index) =>
    evenDecimals(
      sample.map((row) => table.value(row, index)),
      elementAt(formats, index),
    ),
  )
}

/**
 * A width in pixels for each column, by its name, type and a sample of its values. `tight` is for heads of two lines
 * without types.
 */
export function measureColumns(table: ResultTable, formats: readonly CellFormat[], tight = false): readonly number[] {
  const sample = sampleRows(table)
  const decimals = columnDecimals(table, formats)
  return table.columns.map((column, index) => {
    let longest = tight ? brokenLength(ownName(column.name)) : Math.max(column.name.length, column.type.length)
    for (const row of sample)
      longest = Math.max(
        longest,
        formatCell(table.value(row, index), elementAt(formats, index), elementAt(decimals, index)).length,
      )
    const width = longest * CHARACTER_WIDTH + (tight ? TIGHT_PADDING : PADDING)
    return Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)))
  })
}
