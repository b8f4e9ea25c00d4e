import type { Format, ReadOptions, RowBatch } from '../contract'
import { JsonRows } from './jsonRows'
import type { JsonObject, JsonValue } from './jsonValue'
import { headText, textBlocks } from './textBlocks'
import { rejectedLine } from './textLines'
import { XmlReader } from '../bytes/xmlReader'
import type { XmlHandler } from '../bytes/xmlReader'

const BATCH_ROWS = 4096
/** A batch is handed on when it was read from so many bytes, however few its rows are. */
const BATCH_BYTES = 4 << 20
/** The kinds of attributes that hold one value. */
const VALUES: ReadonlySet<string> = new Set(['string', 'date', 'int', 'float', 'boolean', 'id'])
const HOLDERS: ReadonlySet<string> = new Set(['list', 'container'])
const BEGINNING = /^\s*(?:(?:<\?xml[^>]*>|<!--[^]*?-->|<!DOCTYPE[^>]*>)\s*)*<(?:\w+:)?log[\s>]/
/** How much of the text is taken at once. */
const PIECE_CHARS = 4096

/**
 * Process logs in XES (IEEE 1849, https://xes-standard.org): each event is a row, its attributes are columns by their
 * keys, and those of the trace around it are columns `case:KEY`. Lists, and attributes of attributes, are left out,
 * which a note says. Read as a stream; an event outside of a trace has no case.
 */
export const xes: Format = {
  name: 'xes',
  title: 'XES (process log)',
  kind: 'text',
  extensions: ['xes'],
  // https://xes-standard.org/openxes/start
  sample:
    '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">' +
    '<trace><string key="concept:name" value="case 1"/><event><string key="concept:name" value="register"/>' +
    '<date key="time:timestamp" value="2010-12-30T11:02:00.000+01:00"/></event></trace></log>\n',
  sniff: (head) => (BEGINNING.test(headText(head)) ? 0.97 : 0),
  read: readXes,
}

async function* readXes(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  const rows = new XesRows(options.keep)
  const reader = new XmlReader('The XES log', rows)
  let handedOn = 0
  let isFirst = true
  for await (const block of textBlocks(bytes, signal)) {
    if (isFirst && !/^\s*</.test(block.text)) {
      const [line = ''] = block.text.split('\n', 1)
      const reject = rejectedLine('not-a-log-line', line, 1, 0, 'expected XML, which begins with <')
      yield { ...rows.take(block.bytesRead), rejects: [reject] }
      return
    }
    isFirst = false
    // A block may hold more events than a batch.
    for (let from = 0; from < block.text.length; from += PIECE_CHARS) {
      reader.add(block.text.slice(from, from + PIECE_CHARS))
      if (!rows.isFull) continue
      yield rows.take(block.bytesRead)
      rows.begin()
      handedOn = block.bytesRead
    }
    if (block.last) reader.end()
    else if (block.bytesRead - handedOn < BATCH_BYTES) continue
    if (!block.last || rows.count > 0) yield rows.take(block.bytesRead)
    rows.begin()
    handedOn = block.bytesRead
  }
}

/** `<event/>` is the least that an event takes. */
const SPARE_ROWS = PIECE_CHARS / 8

class XesRows implements XmlHandler {
  readonly #rows: JsonRows
  /** The tags around, but for what is left out. */
  readonly #within: string[] = []
  /** How deep within what is left out. */
  #leftOut = 0
  #trace = emptyObject()
  #event = emptyObject()
  #eventLine = 0
  #hasEvents = false
  readonly #has = { list: false, nested: false, late: false }

  constructor(keep: ReadonlySet<string> | undefined) {
    this.#rows = new JsonRows(BATCH_ROWS + SPARE_ROWS, keep)
  }

  get count(): number {
    return this.#rows.count
  }

  get isFull(): boolean {
    return this.#rows.count >= BATCH_ROWS
  }

  begin(): void {
    this.#rows.begin()
  }

  take(bytesRead: number): RowBatch {
    const { list, nested, late } = this.#has
    const notes = [
      ...(!list ? [] : ['Lists of attributes were left out: a column holds one value.']),
      ...(!nested ? [] : ['Attributes of attributes were left out: a column holds one value.']),
      ...(!late ? [] : ['Attributes of cases were left out that come behind the events of their case.']),
    ]
    return { ...this.#rows.take(bytesRead), ...(notes.length === 0 ? {} : { notes }) }
  }

  open(name: string, { key, value }: Readonly<Record<string, string>>, line: number): void {
    const parent = this.#within.at(-1)
    if (this.#leftOut > 0) this.#leftOut++
    else if (HOLDERS.has(name)) {
      this.#leftOut = 1
      this.#has.list = true
    } else if (VALUES.has(name)) {
      if (parent !== undefined && VALUES.has(parent)) {
        this.#leftOut = 1
        this.#has.nested = true
        return
      }
      this.#within.push(name)
      if (key !== undefined && value !== undefined) this.#set(parent, key, valueOf(name, value))
    } else if (name === 'log' || name === 'trace' || name === 'event') {
      this.#within.push(name)
      if (name === 'event') this.#eventLine = line
    } else this.#leftOut = 1
  }

  close(name: string): void {
    if (this.#leftOut > 0) {
      this.#leftOut--
      return
    }
    this.#within.pop()
    if (name === 'event') {
      this.#rows.add({ ...this.#trace, ...this.#event }, this.#eventLine)
      this.#event = emptyObject()
      this.#hasEvents = true
    } else if (name === 'trace') {
      this.#trace = emptyObject()
      this.#hasEvents = false
    }
  }

  #set(parent: string | undefined, key: string, value: JsonValue): void {
    if (parent === 'event') this.#event[key] = value
    else if (parent === 'trace' && this.#hasEvents) this.#has.late = true
    else if (parent === 'trace') this.#trace[`case:${key}`] = value
  }
}

function emptyObject(): JsonObject {
  return Object.create(null) as JsonObject
}

/** A value that is not of the type which its tag says is the text that it is. */
function valueOf(type: string, text: string): JsonValue {
  if (type === 'boolean' && /^(?:true|false|1|0)$/.test(text)) return text === 'true' || text === '1'
  const number = type === 'int' || type === 'float' ? Number(text) : NaN
  if (Number.isNaN(number) || text.trim() === '' || (type === 'int' && !Number.isSafeInteger(number))) return text
  return Number.isFinite(number) ? number : text
}
