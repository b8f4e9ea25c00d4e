import { countOf, formatCount } from '../../chart/format'
import { formatCell, formatOfType, isNumeric } from '../formatCell'
import { escapeHtml } from './escapeHtml'
import type { ReportPart } from './report'

/** Rows of a table in a report: more make a page that no browser opens well, and are better taken as a file. */
const REPORT_ROWS = 1000

/** A result folded under its number of rows, as a person reads it: the first 1,000 rows. */
export function tableHtml({
  rows: table,
  columns: described,
  isCut,
  isOpen,
}: NonNullable<ReportPart['table']>): string {
  const shown = Math.min(table.rowCount, REPORT_ROWS)
  const columns = table.columns.map(({ name, type }) => {
    const said = described.find((column) => column.name === name)
    return { name, about: said?.about ?? '', format: said?.format ?? formatOfType(type) }
  })
  const head = columns.map(({ name, about, format }) => {
    const title = about === '' ? '' : ` title="${escapeHtml(about)}"`
    return `<th scope="col"${isNumeric(format) ? ' class="n"' : ''}${title}>${escapeHtml(name)}</th>`
  })
  const body = Array.from({ length: shown }, (_, row) => {
    const cells = columns.map(({ format }, place) => {
      const value = table.value(row, place)
      if (value === null) return '<td class="null">null</td>'
      return `<td${isNumeric(format) ? ' class="n"' : ''}>${escapeHtml(formatCell(value, format))}</td>`
    })
    return `<tr>${cells.join('')}</tr>`
  })
  const more = isCut || table.rowCount > shown
  const caption = more
    ? `Table: first ${formatCount(shown)} of ${isCut ? 'more' : formatCount(table.rowCount)} rows`
    : `Table: ${countOf(table.rowCount, 'row')}`
  return (
    `<details${isOpen ? ' open' : ''}><summary>${caption}</summary>\n<div class="wide"><table><thead><tr>${head.join('')}</tr></thead>\n` +
    `<tbody>\n${body.join('\n')}\n</tbody></table></div></details>`
  )
}
