import { formatCount } from '../chart/format'

/**
 * What a spreadsheet may take for a formula when it opens a text file: cells that begin with = + - @ (or their
 * full-width forms), also after blanks, and those that begin with a tab or a line break. After OWASP, "CSV Injection".
 */
const FORMULA = /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/
/** Text that is a number and nothing else stays one: -5, +3.20, -1e-7. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Whether a spreadsheet would take a text for a formula. */
export function wouldRun(text: string): boolean {
  return FORMULA.test(text) && !NUMBER.test(text)
}

/** Puts an apostrophe before what a spreadsheet would run, so that it is shown as text, and counts where. */
export class SpreadsheetGuard {
  /** Cells that were changed. */
  count = 0

  text(text: string): string {
    if (!wouldRun(text)) return text
    this.count += 1
    return `'${text}`
  }
}

/** How many cells were changed, in words for a note; null where none was. */
export function guardedText(count: number): string | null {
  if (count === 0) return null
  return (
    `${formatCount(count)} ${count === 1 ? 'cell that begins' : 'cells that begin'} with = + - or @ got an ` +
    'apostrophe, so that a spreadsheet shows text'
  )
}
