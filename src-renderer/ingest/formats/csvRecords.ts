import type { Cell, Quoting } from '../contract'
import { BAD_BYTE, withoutBadBytes } from './textBlocks'

const QUOTE = 34
const APOSTROPHE = 39
const BACKSLASH = 92
const EQUALS = 61
const BLANK = 32
const LF = 10
const CR = 13
/**
 * A record is at most this long, so that memory is bounded: a quoted field that is not closed by then never will be.
 */
export const MAX_RECORD_CHARS = 4 << 20

/** One blank or more between fields, and two or more: columns that are aligned by blanks. */
export const ANY_BLANKS = ' +'
export const MANY_BLANKS = '  '

/** `="001"`, as files for Excel say that a value is text, is `001`; anything else stays as it is. */
function formulaText(field: string): string {
  return /^="(?:[^"]|"")*"$/.test(field) ? field.slice(2, -1).replaceAll('""', '"') : field
}

/** What tells a file's records and fields apart. */
export interface RecordForm {
  readonly delimiter: string
  readonly newline: '\n' | '\r'
  readonly quoting: Quoting
}

/** What lies at one place of a CSV text. */
export type Scan = 'record' | 'blank' | 'incomplete' | 'unclosed-quote' | 'line-too-long'

/**
 * Reads one record at a time from a text that grows at its end and is cut at its start. Rules: RFC 4180, and what files
 * in the wild need: LF, CRLF or (where a file has no LF at all) CR; a quote inside an unquoted field is an ordinary
 * character, as is one inside a quoted field that no separator follows on the same line. A quoted field that goes over
 * lines and is not closed before a separator is unclosed: then only its first line is lost.
 */
export class CsvRecords {
  private text = ''
  private final = false
  private readonly delimiter: number
  private readonly newline: number
  private readonly quote: number
  private readonly quoteText: string
  private readonly isEscaped: boolean
  private readonly isSpaced: boolean
  /** How many blanks part two fields at least, where more of them part them, too; else 0. */
  private readonly leastBlanks: number
  /** Offset of the record to be read next. */
  position = 0
  /** Where the scan left off, and the lines that it went over. */
  end = 0
  newlines = 0
  /** Fields of the record read last; only the first `width` are kept in `fields`, `count` counts all. */
  readonly fields: Cell[] = []
  count = 0
  /** Offset of the first field beyond `width`; of the opening quote after `unclosed-quote`. */
  faultAt = 0
  /** Whether a field beyond `width` holds anything. */
  hasSurplus = false

  /** `delimiter` is one character, {@link ANY_BLANKS} or {@link MANY_BLANKS}. */
  constructor({ delimiter, newline, quoting }: RecordForm) {
    this.delimiter = delimiter.charCodeAt(0)
    this.leastBlanks = delimiter.length === 1 ? 0 : delimiter === ANY_BLANKS ? 1 : 2
    this.newline = newline.charCodeAt(0)
    this.quote = quoting === 'single' ? APOSTROPHE : QUOTE
    this.quoteText = String.fromCharCode(this.quote)
    this.isEscaped = quoting === 'backslash'
    this.isSpaced = quoting === 'spaced'
  }

  /** Adds text; what has been read is let go. */
  add(text: string, final: boolean): void {
    this.text = this.position === this.text.length ? text : this.text.slice(this.position) + text
    this.position = 0
    this.final = final
  }

  /** Whether all text has been read, and nothing of it is to be left out. */
  get isSpent(): boolean {
    return this.position === this.text.length && !this.skipping
  }

  /** Offset of the first byte that is no character in the record that was scanned; -1 when there is none. */
  get badByteAt(): number {
    const at = this.text.slice(this.position, this.end).search(BAD_BYTE)
    return at === -1 ? -1 : this.position + at
  }

  /** The text of the line at an offset, at most 200 characters of it. */
  excerptAt(offset: number): string {
    const from = Math.max(this.text.lastIndexOf('\n', offset - 1) + 1, this.position)
    const newline = this.text.indexOf(String.fromCharCode(this.newline), from)
    const end = Math.min(newline === -1 ? this.text.length : newline, from + 200)
    return withoutBadBytes(this.text.slice(from, end).replace(/\r$/, ''))
  }

  /** The column (from 1) of an offset, and how many lines below the start of the record it is. */
  placeOf(offset: number): { lines: number; column: number } {
    let lines = 0
    let lineStart = this.position
    for (;;) {
      const at = this.text.indexOf(String.fromCharCode(this.newline), lineStart)
      if (at === -1 || at >= offset) return { lines, column: offset - lineStart + 1 }
      lineStart = at + 1
      lines++
    }
  }

  /**
   * Reads the record at `position`, which stays where it is until {@link advance}. `width` is how many fields are kept.
   */
  scan(width: number): Scan {
    const { text, delimiter, newline, quote, fields } = this
    const { isSpaced, leastBlanks } = this
    const length = text.length
    let at = this.position
    let count = 0
    this.newlines = 0
    if (at >= length) return 'incomplete'
    if (this.skipping) return this.skipLine()
    this.hasSurplus = false
    if (leastBlanks > 0) at = this.pastBlanks(at)
    for (;;) {
      let value: Cell
      if (isSpaced) at = this.atQuote(at)
      const start = at
      const first = text.charCodeAt(at)
      if (first === quote) {
        const closed = this.quoted(at)
        if (closed === null)
          return this.final || length - this.position > MAX_RECORD_CHARS ? this.unclosed(start) : 'incomplete'
        if (closed === -1) return this.unclosed(start)
        value = text.charCodeAt(start + 1) === EQUALS ? formulaText(String(this.value)) : this.value
        at = isSpaced ? this.pastBlanks(closed) : closed
      } else {
        let code = NaN
        while (at < length && (code = text.charCodeAt(at)) !== delimiter && code !== newline) at++
        if (leastBlanks === 2) {
          at = this.endOfAligned(at)
          code = text.charCodeAt(at)
        }
        let end = at
        if (code === newline && newline === LF && end > start && text.charCodeAt(end - 1) === CR) end--
        value = end === start ? null : text.slice(start, end)
        if (value !== null && first === EQUALS) value = formulaText(value)
      }
      if (count < width) fields[count] = value
      else {
        if (count === width) this.faultAt = start
        if (value !== null && value !== '') this.hasSurplus = true
      }
      count++
      if (at >= length) {
        if (this.final) return this.finish(at, count)
        if (length - this.position <= MAX_RECORD_CHARS) return 'incomplete'
        this.skipping = true
        this.end = length
        return 'line-too-long'
      }
      if (leastBlanks > 0) at = this.pastSeparator(at)
      const code = text.charCodeAt(at)
      at++
      if (code === delimiter) {
        if (at < length || !this.final) continue
        // The file ends right after a separator: one empty field more.
        if (count < width) fields[count] = null
        else if (count === width) this.faultAt = at
        return this.finish(at, count + 1)
      }
      if (code === CR && newline === LF) at++
      this.newlines++
      const blank = count === 1 && value === null && text.charCodeAt(start) !== quote
      const scan = this.finish(at, count)
      return blank ? 'blank' : scan
    }
  }

  /** Goes past the record that was scanned. */
  advance(): void {
    this.position = this.end
  }

  private value: Cell = null
  /** Whether the rest of a line that was too long is still to be left out. */
  private skipping = false

  private skipLine(): Scan {
    const at = this.text.indexOf(String.fromCharCode(this.newline), this.position)
    this.skipping = at === -1
    this.end = at === -1 ? this.text.length : at + 1
    this.newlines = at === -1 ? 0 : 1
    return 'blank'
  }

  private finish(at: number, count: number): Scan {
    this.end = at
    this.count = count
    return at - this.position > MAX_RECORD_CHARS ? 'line-too-long' : 'record'
  }

  /** Only the first line of the record is given up. */
  private unclosed(quoteAt: number): Scan {
    this.faultAt = quoteAt
    const from = this.text.indexOf(String.fromCharCode(this.newline), quoteAt)
    this.end = from === -1 ? this.text.length : from + 1
    this.newlines = this.placeOf(this.end).lines
    // What follows of a line that is longer than the text so far is no record of its own.
    this.skipping = from === -1 && !this.final
    return 'unclosed-quote'
  }

  /**
   * Reads a quoted field into `value` and gives the offset after its closing quote, at a separator or the end; null
   * when the text ends first; -1 when its quote was a mistake.
   */
  private quoted(start: number): number | null {
    const { text, delimiter, newline } = this
    let from = start + 1
    let parts = ''
    let lineEnd = -2
    for (;;) {
      const quote = text.indexOf(this.quoteText, from)
      if (quote === -1) return null
      if (this.isEscaped && this.followsBackslash(quote, start + 1)) {
        parts += text.slice(from, quote + 1)
        from = quote + 1
        continue
      }
      const next = text.charCodeAt(quote + 1)
      if (quote + 1 >= text.length && !this.final) return null
      if (next === this.quote) {
        parts += text.slice(from, quote + 1)
        from = quote + 2
        continue
      }
      const closes =
        quote + 1 >= text.length ||
        next === delimiter ||
        next === newline ||
        (next === CR && newline === LF && this.followsNewline(quote + 1)) ||
        (this.isSpaced && next === BLANK && this.endsField(this.pastBlanks(quote + 1)))
      if (closes) {
        this.value = parts === '' ? text.slice(from, quote) : parts + text.slice(from, quote)
        if (this.isEscaped) this.value = this.value.replace(/\\(["\\])/g, '$1')
        this.newlines += this.countNewlines(start, quote)
        return quote + 1
      }
      if (next === CR && quote + 2 >= text.length && !this.final) return null
      if (lineEnd === -2) lineEnd = text.indexOf(String.fromCharCode(newline), start)
      if (lineEnd !== -1 && lineEnd < quote) return -1
      parts += text.slice(from, quote + 1)
      from = quote + 1
    }
  }

  /** Whether an odd number of backslashes stands before. */
  private followsBackslash(at: number, from: number): boolean {
    let before = at
    while (before > from && this.text.charCodeAt(before - 1) === BACKSLASH) before--
    return (at - before) % 2 === 1
  }

  private pastBlanks(from: number): number {
    let at = from
    while (this.text.charCodeAt(at) === BLANK) at++
    return at
  }

  /** The quote behind blanks, where there is one. */
  private atQuote(at: number): number {
    if (this.text.charCodeAt(at) !== BLANK) return at
    const past = this.pastBlanks(at)
    return this.text.charCodeAt(past) === this.quote ? past : at
  }

  private endsField(at: number): boolean {
    const code = this.text.charCodeAt(at)
    return at >= this.text.length || code === this.delimiter || code === this.newline || code === CR
  }

  /** A field of aligned columns goes on over single blanks. */
  private endOfAligned(from: number): number {
    const { text } = this
    let at = from
    while (text.charCodeAt(at) === BLANK && text.charCodeAt(at + 1) !== BLANK) {
      at++
      while (at < text.length && text.charCodeAt(at) !== BLANK && text.charCodeAt(at) !== this.newline) at++
    }
    return at
  }

  /** The last blank of a run between two fields, or the end of the line behind it. */
  private pastSeparator(at: number): number {
    if (this.text.charCodeAt(at) !== BLANK) return at
    const past = this.pastBlanks(at)
    const code = this.text.charCodeAt(past)
    return past >= this.text.length || code === this.newline || code === CR ? past : past - 1
  }

  private followsNewline(at: number): boolean {
    return this.text.charCodeAt(at + 1) === LF || (at + 1 >= this.text.length && this.final)
  }

  private countNewlines(from: number, to: number): number {
    const newline = this.newline === LF ? '\n' : '\r'
    let count = 0
    for (let at = this.text.indexOf(newline, from); at !== -1 && at < to; at = this.text.indexOf(newline, at + 1))
      count++
    return count
  }
}
