import type { ResultTable, ResultValue } from '../query/contract/result'
import { cellText } from './cellText'
import type { SpreadsheetGuard } from './spreadsheetGuard'

const CHUNK_ROWS = 2048

/**
 * CSV as RFC 4180 has it, with the line ends that scripts split at: a header, LF, quotes only where needed, UTF-8
 * without a mark. Null is an empty field and an empty text is `""`, so that the two stay apart. Times and numbers are
 * as cellText gives them.
 *
 * Without a guard data is never changed: a field that begins with `=`, `+`, `-` or `@` is written as it is, because it
 * is what the log holds and a file read again must give the same rows. For spreadsheets, which take such a field for a
 * formula, give a guard.
 */
function csvField(text: string, isNull: boolean): string {
  if (isNull) return ''
  return text === '' || /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replace(/"/g, '""')}"` : text
}

/**
 * Tabs and line breaks cannot be escaped in TSV as clipboards read it, save by quotes as in CSV; spreadsheets
 * understand those.
 */
function tsvField(text: string): string {
  return /["\t\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

function* writeChunks(
  table: ResultTable,
  header: boolean,
  separator: string,
  lineEnd: string,
  write: (text: string, isNull: boolean) => string,
  guard: SpreadsheetGuard | null,
): Generator<string> {
  const field = (text: string, value: ResultValue): string =>
    write(guard !== null && typeof value === 'string' ? guard.text(text) : text, value === null)
  const { columns, rowCount } = table
  let chunk = header ? columns.map((column) => field(column.name, column.name)).join(separator) + lineEnd : ''
  for (let row = 0; row < rowCount; row++) {
    const fields = columns.map((column, index) => {
      const value = table.value(row, index)
      return field(cellText(value, column.type), value)
    })
    // A single empty field would be a blank line, which readers skip.
    const line = fields.join(separator)
    chunk += (line === '' && fields.length === 1 ? '""' : line) + lineEnd
    if ((row + 1) % CHUNK_ROWS === 0) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') yield chunk
}

/** A table as CSV, some thousand rows a piece, so that a large result never is one string. */
export function csvChunks(table: ResultTable, guard: SpreadsheetGuard | null = null): Generator<string> {
  return writeChunks(table, true, ',', '\n', csvField, guard)
}

/** A table as one CSV text. */
export function tableToCsv(table: ResultTable, guard: SpreadsheetGuard | null = null): string {
  return [...csvChunks(table, guard)].join('')
}

/** Rows for the clipboard, as spreadsheets take them. `header` is on by default. */
export function tableToTsv(
  table: ResultTable,
  options: { readonly header?: boolean; readonly guard?: SpreadsheetGuard | null } = {},
): string {
  return [...writeChunks(table, options.header !== false, '\t', '\n', tsvField, options.guard ?? null)].join('')
}
