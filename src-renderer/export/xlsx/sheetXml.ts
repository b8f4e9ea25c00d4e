import { formatCount } from '../../chart/format'
import { LatheError } from '../../model/error'
import type { ResultTable } from '../../query/contract/result'
import { cellText } from '../cellText'
import { columnLetters, HALF, STYLES, textCell, valueCell } from './sheetCells'

/** What a sheet of a workbook shows. */
export interface Sheet {
  /** As it should be called; see sheetNames. */
  readonly name: string
  readonly table: ResultTable
}

const MOST_ROWS = 1_048_576
/** Rows of a result that a sheet can hold: one is for the names of the columns. */
export const MOST_SHEET_ROWS = MOST_ROWS - 1
const MOST_COLUMNS = 16_384
const ROWS_A_PIECE = 500
/** Rows whose texts say how wide a column is. */
const ROWS_MEASURED = 100
const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

function refuseLarge(table: ResultTable): void {
  if (table.rowCount <= MOST_SHEET_ROWS && table.columns.length <= MOST_COLUMNS) return
  const what =
    table.columns.length > MOST_COLUMNS
      ? `${formatCount(table.columns.length)} columns; a sheet has ${formatCount(MOST_COLUMNS)}`
      : `${formatCount(table.rowCount)} rows; a sheet has ${formatCount(MOST_ROWS)}, one of them for the names`
  throw new LatheError('unsupported', `The result has ${what}: save it as CSV or Parquet.`, { feature: 'xlsx' })
}

/** How wide columns are, in characters. */
function columnWidths(table: ResultTable): readonly number[] {
  const measured = Math.min(table.rowCount, ROWS_MEASURED)
  return table.columns.map(({ name, type }, column) => {
    if (type === 'timestamp') return 20
    let width = name.length + 3
    for (let row = 0; row < measured; row++)
      width = Math.max(width, cellText(table.value(row, column), type).length + 1)
    return Math.min(60, Math.max(8, width))
  })
}

/** A sheet's XML in pieces: names of columns in the first row, which stays in view, and can be filtered by. */
export function* sheetXml(table: ResultTable): Generator<string> {
  refuseLarge(table)
  const { columns, rowCount } = table
  const letters = columns.map((_, column) => columnLetters(column))
  const widths = columnWidths(table).map(
    (width, column) => `<col min="${column + 1}" max="${column + 1}" width="${width}" customWidth="1"/>`,
  )
  yield (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${NAMESPACE}"><sheetViews>` +
    '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>' +
    `</sheetViews>${widths.length === 0 ? '' : `<cols>${widths.join('')}</cols>`}<sheetData><row r="1">`
  )
  yield `${columns.map(({ name }, column) => textCell(`${letters[column]}1`, name, STYLES.head)).join('')}</row>`
  let piece: string[] = []
  for (let row = 0; row < rowCount; row++) {
    const at = row + 2
    const cells = columns.map(({ type }, column) =>
      valueCell(`${letters[column]}${at}`, table.value(row, column), type),
    )
    piece.push(`<row r="${at}">${cells.join('')}</row>`)
    if (piece.length === ROWS_A_PIECE) {
      yield piece.join('')
      piece = []
    }
  }
  const filter = rowCount === 0 || columns.length === 0 ? '' : `<autoFilter ref="A1:${letters.at(-1)}${rowCount + 1}"/>`
  yield `${piece.join('')}</sheetData>${filter}</worksheet>`
}

/** Names as sheets may have them: 31 characters, without []:*?/\, each another one whatever its case. */
export function sheetNames(wanted: readonly string[]): readonly string[] {
  const taken = new Set<string>(['history'])
  return wanted.map((name) => {
    const plain =
      name
        // oxlint-disable-next-line no-control-regex
        .replace(/[[\]:*?/\\\s\u0000-\u001F]+/g, ' ')
        .replace(HALF, '\uFFFD')
        .trim()
        .replace(/^'+|'+$/g, '') || 'Sheet'
    const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$|[\s']+$/g, '')
    let found = cut(plain, 31)
    for (let number = 2; taken.has(found.toLowerCase()); number++) {
      const ending = ` (${number})`
      found = `${cut(plain, 31 - ending.length)}${ending}`
    }
    taken.add(found.toLowerCase())
    return found
  })
}
