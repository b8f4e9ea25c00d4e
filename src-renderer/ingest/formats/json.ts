import type { Format, ReadOptions, RejectReason, RowBatch } from '../contract'
import {
  MOST_COLUMNS_CHARS,
  countRowLines,
  jsonStart,
  columnsTooLong,
  rowOf,
  rowsInColumns,
  rowsInEnvelope,
  shapeOf,
} from './jsonDocument'
import type { JsonShape } from './jsonDocument'
import { JsonRows, MAX_DEPTH, faultOffset, isTooDeep, parseJson } from './jsonRows'
import { isJsonObject } from './jsonValue'
import type { JsonObject, JsonValue } from './jsonValue'
import { BAD_BYTE, BAD_BYTE_DETAIL, headText, textBlocks, withoutBadBytes } from './textBlocks'

const BATCH_ROWS = 4096
/** An element is at most this long, so that memory is bounded. */
const MAX_ELEMENT_CHARS = 16 << 20
/** A batch is handed on when it was read from so many bytes, however few its rows are. */
const BATCH_BYTES = 4 << 20

/**
 * JSON that is not one object a line. An array of objects, itself or somewhere inside objects
 * (`{"data":{"events":[…]}}`: the first array whose first element is an object), is read as a stream, element by
 * element, and the rest of the document is passed over; an array of arrays has its columns' names in the first. Objects
 * one after another, with line ends between them or in them or none, are rows, or envelopes around rows. A bad element
 * is rejected with its line and column, and reading goes on at the next.
 */
export const json: Format = {
  name: 'json',
  title: 'JSON (array, envelope, objects in a row)',
  kind: 'text',
  extensions: ['json'],
  sample: '[{"user_id": "ann", "event": "open", "ts": "2024-02-28T09:00:00Z", "props": {"plan": "pro"}}]\n',
  sniff(head, fileName) {
    const text = jsonStart(headText(head))
    const named = /\.json\b/i.test(fileName) ? 0.1 : 0
    if (/^\[\s*(?:\{|\]|$)/.test(text)) return 0.9 + named
    if (/^\[\s*\[/.test(text)) return 0.6 + named
    // Whatever else it begins with a bracket, it is no line of text.
    if (text.startsWith('[')) return 0.3 + named
    if (!/^\{\s*(?:"|$)/.test(text)) return 0
    const shape = shapeOf(text, false)
    // An object over several lines, or several on one; one on each line is NDJSON.
    if (shape === 'sequence') return (countRowLines(text.split('\n', 20)) > 0 ? 0.3 : 0.85) + named
    return (shape === 'columns' ? 0.85 : /\[\s*\{/.test(text) ? 0.75 : 0.2) + named
  },
  read: readJson,
}

async function* readJson(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  let reader: ElementReader | null = null
  let handedOn = 0
  for await (const block of textBlocks(bytes, signal)) {
    reader ??= new ElementReader(shapeOf(block.text, block.last), options.keep)
    reader.mayHaveBadBytes ||= block.hasBadBytes
    for (const _full of reader.add(block.text, block.last)) {
      yield reader.rows.take(block.bytesRead)
      reader.rows.begin()
      handedOn = block.bytesRead
    }
    if (!block.last && block.bytesRead - handedOn < BATCH_BYTES) continue
    if (!block.last || reader.rows.count > 0 || reader.rows.rejects.length > 0) yield reader.rows.take(block.bytesRead)
    reader.rows.begin()
    handedOn = block.bytesRead
  }
}

/** Where the scan is: before the array, between its elements, in one, or past the array. */
type Place = 'before' | 'between' | 'element' | 'after'

/** Finds the elements of the array by their brackets and quotes alone, whatever is inside. */
class ElementReader {
  readonly rows: JsonRows
  /** Once there was one, each element is looked at. */
  mayHaveBadBytes = false
  private text = ''
  private at = 0
  private place: Place = 'before'
  /** An array has opened, and an object in it would make it ours. */
  private arrayOpen = false
  private sawEmptyArray = false
  private arrayDepth = 0
  private depth = 0
  private inString = false
  private elementAt = 0
  private elementLine = 1
  private elementColumn = 1
  private line = 1
  private lineStart = 0
  /** The element was rejected for its length: its end is looked for, and its text let go. */
  private isTooLong = false

  private readonly shape: JsonShape
  private readonly mostChars: number
  /** Of `lists`: the names of the columns. */
  private header: readonly JsonValue[] | null = null

  constructor(shape: JsonShape, kept: ReadonlySet<string> | undefined) {
    this.rows = new JsonRows(BATCH_ROWS, kept)
    this.shape = shape
    this.mostChars = shape === 'columns' ? MOST_COLUMNS_CHARS : MAX_ELEMENT_CHARS
    if (this.isSequence) this.place = 'between'
  }

  /** Whether its elements lie in no array. */
  private get isSequence(): boolean {
    return this.shape === 'sequence' || this.shape === 'columns'
  }

  /** Goes to the end of a string; false when the text ends first. */
  private passString(): boolean {
    for (;;) {
      const quote = this.text.indexOf('"', this.at)
      const escape = this.text.indexOf('\\', this.at)
      if (escape !== -1 && (quote === -1 || escape < quote)) {
        if (escape + 1 >= this.text.length) {
          this.at = escape
          return false
        }
        this.at = escape + 2
        continue
      }
      this.at = quote === -1 ? this.text.length : quote + 1
      this.inString = quote === -1
      return quote !== -1
    }
  }

  /** Takes more text; yields each time that the rows are full. */
  *add(text: string, last: boolean): Iterable<void> {
    const keep = this.place === 'element' && !this.isTooLong ? this.elementAt : this.at
    this.text = this.text.slice(keep) + text
    this.at -= keep
    this.elementAt -= keep
    this.lineStart -= keep
    const { length } = this.text
    while (this.at < length && this.place !== 'after') {
      if (this.inString) {
        if (!this.passString()) break
        continue
      }
      const code = this.text.charCodeAt(this.at)
      if (this.place === 'between') this.startElement(code)
      const isDone = this.place === 'element' && this.depth === this.arrayDepth && (code === 44 || code === 93)
      if (isDone && !this.isSequence) yield* this.endElement(this.at)
      this.take(code)
      this.at++
      if (this.isSequence && this.place === 'element' && this.depth <= 0 && (code === 125 || code === 93)) {
        this.depth = 0
        yield* this.endElement(this.at)
      }
    }
    if (this.place === 'element' && !this.isTooLong && length - this.elementAt > this.mostChars) {
      if (this.shape === 'columns') throw columnsTooLong()
      this.reject(
        'line-too-long',
        this.elementLine,
        this.elementColumn,
        this.elementAt,
        `expected an element of at most ${MAX_ELEMENT_CHARS} characters`,
      )
      this.isTooLong = true
    }
    if (last) this.finish()
  }

  private startElement(code: number): void {
    if (code === 32 || code === 9 || code === 10 || code === 13 || code === 44 || code === 93 || code === 30) return
    this.place = 'element'
    this.elementAt = this.at
    this.elementLine = this.line
    this.elementColumn = this.at - this.lineStart + 1
  }

  private take(code: number): void {
    switch (code) {
      case 34:
        this.inString = true
        break
      case 10:
        this.line++
        this.lineStart = this.at + 1
        return
      case 91:
        this.depth++
        if (this.place === 'before' && this.shape === 'lists' && this.depth === 1) {
          this.arrayDepth = 1
          this.place = 'between'
          return
        }
        if (this.place === 'before') {
          this.arrayOpen = true
          this.arrayDepth = this.depth
          return
        }
        break
      case 123:
        if (this.place === 'before' && this.arrayOpen) {
          this.place = 'element'
          this.elementAt = this.at
          this.elementLine = this.line
          this.elementColumn = this.at - this.lineStart + 1
        }
        this.depth++
        break
      case 93:
      case 125:
        if (code === 93 && this.place === 'before' && this.arrayOpen) this.sawEmptyArray = true
        this.depth--
        if (code === 93 && this.place !== 'before' && !this.isSequence && this.depth < this.arrayDepth)
          this.place = 'after'
        break
      case 32:
      case 9:
      case 13:
        return
    }
    if (this.place === 'before') this.arrayOpen = false
  }

  /** Yields each time that the rows are full. */
  private *endElement(end: number): Iterable<void> {
    this.place = 'between'
    if (this.isTooLong) {
      this.isTooLong = false
      return
    }
    const text = this.text.slice(this.elementAt, end)
    if (isTooDeep(text)) {
      this.reject(
        'too-deep',
        this.elementLine,
        this.elementColumn,
        this.elementAt,
        `expected objects and arrays nested at most ${MAX_DEPTH} deep`,
      )
      return
    }
    if (this.mayHaveBadBytes && BAD_BYTE.test(text)) {
      this.rejectAt('bad-encoding', text, text.search(BAD_BYTE), BAD_BYTE_DETAIL)
      return
    }
    let value: unknown
    try {
      value = parseJson(text)
    } catch {
      this.rejectNotJson(text)
      return
    }
    const rows = this.rowsOf(value)
    if (rows === null)
      this.reject(
        'not-an-object',
        this.elementLine,
        this.elementColumn,
        this.elementAt,
        this.shape === 'lists'
          ? 'expected a list of values as the element of the array'
          : 'expected an object as the element of the array',
      )
    for (const row of rows ?? []) {
      this.rows.add(row, this.elementLine)
      if (this.rows.full) yield
    }
  }

  /** The rows that an element is, or holds; null where it is none. */
  private rowsOf(value: unknown): readonly JsonObject[] | null {
    if (this.shape === 'lists') {
      if (!Array.isArray(value)) return null
      const list = value as JsonValue[]
      if (this.header !== null) return [rowOf(this.header, list)]
      this.header = list
      return []
    }
    if (!isJsonObject(value)) return null
    if (this.shape === 'columns') return rowsInColumns(value) ?? [value]
    return (this.shape === 'sequence' ? rowsInEnvelope(value) : null) ?? [value]
  }

  private rejectNotJson(text: string): void {
    let fault = 0
    try {
      JSON.parse(text)
    } catch (error) {
      fault = Math.min(faultOffset(error, text), text.trimEnd().length)
    }
    this.rejectAt('not-json', text, fault, 'expected a JSON object as the element of the array')
  }

  /** Rejects the element for what lies at an offset of its text. */
  private rejectAt(reason: 'not-json' | 'bad-encoding', text: string, fault: number, detail: string): void {
    const before = text.slice(0, fault)
    const newlines = before.split('\n').length - 1
    const column = newlines === 0 ? this.elementColumn + fault : fault - before.lastIndexOf('\n')
    this.reject(reason, this.elementLine + newlines, column, this.elementAt, detail)
  }

  private reject(reason: RejectReason, line: number, column: number, at: number, detail: string): void {
    this.rows.rejects.push({
      reason,
      line,
      column,
      excerpt: withoutBadBytes(this.text.slice(at, Math.min(at + 200, Math.max(this.at, at + 1)))).trimEnd(),
      detail,
    })
  }

  private finish(): void {
    if (this.place === 'element' && !this.isTooLong)
      this.reject(
        'not-json',
        this.elementLine,
        this.elementColumn,
        this.elementAt,
        'expected the end of the element: the file ends inside it',
      )
    else if (this.place === 'before' && this.text.trim() !== '' && !this.sawEmptyArray)
      this.reject('not-json', this.line, 1, 0, 'expected an array of objects')
  }
}
