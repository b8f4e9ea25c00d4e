import type { ResultType, ResultValue } from '../../query/contract/result'
import { cellText } from '../cellText'
import { wouldRun } from '../spreadsheetGuard'

/** Places of cell formats in `xl/styles.xml`. */
export const STYLES = { plain: 0, date: 1, time: 2, head: 3, quoted: 4, whole: 5 } as const

/** 1900-03-01 as microseconds: before it, spreadsheets believe in a day that there was not. */
const FIRST_MICROS = Date.UTC(1900, 2, 1) * 1000
/** 10000-01-01, the first moment that they do not know. */
const END_MICROS = Date.UTC(10_000, 0, 1) * 1000
const DAY_MICROS = 86_400_000_000
/** Serial number of 1970-01-01. */
const UNIX_DAY = 25_569
/** Spreadsheets keep 15 digits of a number, and show 11 where nothing else is said. */
const MOST_EXACT = 10 ** 15
const MOST_SHOWN = 10 ** 11
/** Characters of a cell at most. */
const MOST_CHARS = 32_767

/** The letters of a column, from 0: 0 is `A`, 26 is `AA`. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26))
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters
  return letters
}

// oxlint-disable-next-line no-control-regex
const UNFIT = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g
/** Halves of characters, which UTF-8 does not have. */
export const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text within XML 1.0: what it cannot hold is written as `_x0008_`, as spreadsheets do (ECMA-376, ST_Xstring). */
export function xmlText(text: string): string {
  return text
    .replace(HALF, '\uFFFD')
    .replace(UNFIT, (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (char) => MARKUP[char] ?? char)
}

/** A text of a cell, which is no formula whatever it begins with; longer ones than a cell can hold end in an ellipsis. */
export function textCell(place: string, text: string, style: number = STYLES.plain): string {
  const shown = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text
  const kept = style === STYLES.plain && wouldRun(text) ? STYLES.quoted : style
  return `<c r="${place}"${kept === 0 ? '' : ` s="${kept}"`} t="inlineStr"><is><t xml:space="preserve">${xmlText(shown)}</t></is></c>`
}

function momentCell(place: string, micros: number, style: number): string | null {
  if (!(micros >= FIRST_MICROS && micros < END_MICROS)) return null
  return `<c r="${place}" s="${style}"><v>${UNIX_DAY + micros / DAY_MICROS}</v></c>`
}

function numberCell(place: string, value: number, type: ResultType): string | null {
  const isWhole = type === 'integer' || (type === 'decimal' && Number.isInteger(value))
  if (!Number.isFinite(value) || (isWhole && Math.abs(value) >= MOST_EXACT)) return null
  const style = isWhole && Math.abs(value) >= MOST_SHOWN ? ` s="${STYLES.whole}"` : ''
  return `<c r="${place}"${style}><v>${value}</v></c>`
}

/**
 * A value as a cell: numbers, days, times and flags as what they are; as texts what a spreadsheet cannot hold exactly
 * (whole numbers of more than 15 digits, infinities, days before March 1900). Nothing for null.
 */
export function valueCell(place: string, value: ResultValue, type: ResultType): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`
  let cell: string | null = null
  if (type === 'date' && typeof value === 'string') cell = momentCell(place, Date.parse(value) * 1000, STYLES.date)
  else if (type === 'timestamp' && typeof value === 'number') cell = momentCell(place, value, STYLES.time)
  else if (typeof value === 'number') cell = numberCell(place, value, type)
  return cell ?? textCell(place, cellText(value, type))
}
