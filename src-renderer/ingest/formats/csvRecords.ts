import type { Cell } from '../contract'
import { BAD_BYTE, withoutBadBytes } from './textBlocks'

const QUOTE = 34
const LF = 10
const CR = 13
/**
 * A record is at most this long, so that memory is bounded: a quoted field that is not closed by then never will be.
 */
export const MAX_RECORD_CHARS = 4 << 20

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

  constructor(delimiter: string, newline: '\n' | '\r') {
    this.delimiter = delimiter.charCodeAt(0)
    this.newline = newline.charCodeAt(0)
  }

  /** Adds text; what has been read is let go. */
  add(text: string, final: boolean): void {
    this.text = this.position === this.text.length ? text : this.text.slice(this.position) + text
    this.position = 0
    this.final = final
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
    const { text, delimiter, newline, fields } = this
    const length = text.length
    let at = this.position
    let count = 0
    this.newlines = 0
    if (at >= length) return 'incomplete'
    if (this.skipping) return this.skipLine()
    for (;;) {
      let value: Cell
      const start = at
      if (text.charCodeAt(at) === QUOTE) {
        const closed = this.quoted(at)
        if (closed === null)
          return this.final || length - this.position > MAX_RECORD_CHARS ? this.unclosed(start) : 'incomplete'
        if (closed === -1) return this.unclosed(start)
        value = this.value
        at = closed
      } else {
        let code = NaN
        while (at < length && (code = text.charCodeAt(at)) !== delimiter && code !== newline) at++
        let end = at
        if (code === newline && newline === LF && end > start && text.charCodeAt(end - 1) === CR) end--
        value = end === start ? null : text.slice(start, end)
      }
      if (count < width) fields[count] = value
      else if (count === width) this.faultAt = start
      count++
      if (at >= length) {
        if (this.final) return this.finish(at, count)
        if (length - this.position <= MAX_RECORD_CHARS) return 'incomplete'
        this.skipping = true
        this.end = length
        return 'line-too-long'
      }
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
      const blank = count === 1 && value === null && text.charCodeAt(start) !== QUOTE
      this.finish(at, count)
      return blank ? 'blank' : 'record'
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
    return 'record'
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
      const quote = text.indexOf('"', from)
      if (quote === -1) return null
      const next = text.charCodeAt(quote + 1)
      if (quote + 1 >= text.length && !this.final) return null
      if (next === QUOTE) {
        parts += text.slice(from, quote + 1)
        from = quote + 2
        continue
      }
      const closes =
        quote + 1 >= text.length ||
        next === delimiter ||
        next === newline ||
        (next === CR && newline === LF && this.followsNewline(quote + 1))
      if (closes) {
        this.value = parts === '' ? text.slice(from, quote) : parts + text.slice(from, quote)
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
