import type { BlockReader, ByteBlock, Format, ReadOptions, ReaderStart, Reject, RowBatch } from '../contract'
import { blockwise } from './blockwise'
import { MAX_COLUMNS } from '../columns/columnLimit'
import { JsonLine } from './jsonLine'
import { countRowLines } from './jsonDocument'
import { JsonRows, MAX_DEPTH, faultOffset, isTooDeep, parseJson } from './jsonRows'
import { isJsonObject } from './jsonValue'
import { lineBlocks } from './lineBlocks'
import { BAD_BYTE_DETAIL, headText } from './textBlocks'
import { illFormedAt, isWellFormed } from '../bytes/wellFormed'

const BATCH_ROWS = 8192
/** A line is at most this long, so that memory is bounded. */
const MAX_LINE_BYTES = 16 << 20
/** With more keys, those of readers that share a file might be too many together. */
const MAX_SHARED_KEYS = MAX_COLUMNS / 4
const EXCERPT_CHARS = 200
const LF = 10
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * One JSON object a line; blank lines are skipped. Lines like the ones before them are read straight from the bytes.
 */
export const ndjson: Format = {
  name: 'ndjson',
  title: 'NDJSON (JSON lines)',
  kind: 'text',
  extensions: ['ndjson', 'jsonl', 'ldjson'],
  sample: '{"user_id": "ann", "event": "open", "ts": "2024-02-28T09:00:00Z", "tags": ["a", "b"]}\n',
  sniff(head, fileName) {
    const lines = headText(head)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const named = /\.(?:ndjson|jsonl|ldjson)\b/i.test(fileName)
    const first = lines.slice(0, 20)
    const good = countRowLines(first)
    if (first.length === 0) return named ? 0.5 : 0
    // A single line longer than the head cannot be parsed, yet looks like it.
    const partial = first.length === 1 && good === 0 && first[0]!.startsWith('{"') ? 0.3 : 0
    return Math.min(0.95, (good / first.length) * 0.9 + partial) + (named ? 0.05 : 0)
  },
  ...blockwise({
    cut: (bytes, options, signal) => lineBlocks(bytes, MAX_LINE_BYTES, options, signal),
    skips: false,
    open: (options) => new NdjsonReader(options),
  }),
}

class NdjsonReader implements BlockReader {
  line = 1
  readonly #rows: JsonRows
  readonly #fast: JsonLine

  constructor(options: ReadOptions) {
    this.#rows = new JsonRows(BATCH_ROWS, options.keep)
    this.#fast = new JsonLine(this.#rows)
  }

  start(): ReaderStart | null {
    return this.#rows.keyCount > MAX_SHARED_KEYS ? null : {}
  }

  *read({ bytes, tooLong, bytesRead }: ByteBlock): Iterable<RowBatch> {
    const [rows, fast] = [this.#rows, this.#fast]
    rows.begin(bytes)
    for (let at = 0; at < bytes.length; this.line++) {
      if (bytes[at] === LF) {
        at++
        continue
      }
      const next = fast.read(bytes, at, this.line)
      if (next >= 0) at = next
      else {
        const end = bytes.indexOf(LF, at)
        if (isWellFormed(bytes, at, end)) addLine(rows, DECODER.decode(bytes.subarray(at, end)), this.line)
        else rows.rejects.push(badEncoding(bytes.subarray(at, end), this.line))
        at = end + 1
      }
      if (!rows.full) continue
      yield rows.take(bytesRead)
      rows.begin(bytes)
    }
    if (tooLong !== null) {
      rows.rejects.push({
        reason: 'line-too-long',
        line: this.line++,
        column: 1,
        excerpt: DECODER.decode(tooLong).slice(0, EXCERPT_CHARS),
        detail: `expected a line of at most ${MAX_LINE_BYTES} bytes`,
      })
    }
    // Texts lie in the block, so no batch outlives it; one without rows still tells how far the reader is.
    yield rows.take(bytesRead)
  }
}

function badEncoding(bytes: Uint8Array, line: number): Reject {
  const before = bytes.subarray(0, illFormedAt(bytes, 0, bytes.length))
  return {
    reason: 'bad-encoding',
    line,
    column: DECODER.decode(before).length + 1,
    excerpt: DECODER.decode(bytes).trimEnd().slice(0, EXCERPT_CHARS),
    detail: BAD_BYTE_DETAIL,
  }
}

/** Adds a line's object, or rejects the line; a blank one is passed over. */
function addLine(rows: JsonRows, text: string, line: number): void {
  if (text.trim() === '') return
  const excerpt = text.trimEnd().slice(0, EXCERPT_CHARS)
  if (isTooDeep(text)) {
    rows.rejects.push({
      reason: 'too-deep',
      line,
      column: 1,
      excerpt,
      detail: `expected objects and arrays nested at most ${MAX_DEPTH} deep`,
    })
    return
  }
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    rows.rejects.push({
      reason: 'not-json',
      line,
      column: faultColumn(text),
      excerpt,
      detail: 'expected one JSON object on the line',
    })
    return
  }
  if (isJsonObject(value)) rows.add(value, line)
  else
    rows.rejects.push({
      reason: 'not-an-object',
      line,
      column: text.search(/\S/) + 1,
      excerpt,
      detail:
        'expected an object, found ' +
        `${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`}`,
    })
}

function faultColumn(text: string): number {
  try {
    JSON.parse(text)
    return 1
  } catch (error) {
    return Math.min(faultOffset(error, text), text.trimEnd().length) + 1
  }
}
