import type { Cell, Format, Reject, RowBatch } from '../contract'
import { BAD_BYTE, BAD_BYTE_DETAIL, headText, textBlocks, withoutBadBytes } from './textBlocks'

export const ACCESS_LOG_COLUMNS = ['ip', 'ident', 'user', 'time', 'method', 'path', 'protocol', 'status', 'bytes', 'referrer', 'user_agent'] as const
const BATCH_ROWS = 8192
const MAX_LINE_CHARS = 1 << 20
/** A quoted field: escapes by backslash, as Apache writes them. */
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)'
const LINE = new RegExp(`^(\\S+) (\\S+) (\\S+(?: [^\\[\\]]*?)?) \\[([^\\]]+)\\] ${QUOTED}" (\\d{3}|-) (\\d+|-)(?: ${QUOTED}" ${QUOTED}("?)(.*))?\\s*$`)
/** The parts of a line one after the other, to say where it stops being one. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\S+ /y, 'an address'], [/\S+ /y, 'an identity or -'], [/\S+(?: [^[\]]*?)? (?=\[)/y, 'a user or -, and a time in brackets'], [/\[[^\]]+\] /y, 'a time in brackets'],
  [/"(?:[^"\\]|\\.)*" /y, 'a request in quotes'], [/(?:\d{3}|-) /y, 'a status of three digits'], [/(?:\d+|-)(?=\s|$)/y, 'a number of bytes or -'],
  [/ "(?:[^"\\]|\\.)*" /y, 'a referrer in quotes'], [/"(?:[^"\\]|\\.)*"?/y, 'a user agent in quotes'],
]

/**
 * The access logs of Apache and nginx, "common" and "combined". `-` is null. A line whose last quote was never closed is
 * kept as it stands; fields that a custom format adds after the user agent are left out.
 */
export const accessLog: Format = {
  name: 'access-log',
  title: 'Access log (Apache, nginx)',
  extensions: ['log'],
  sniff(head) {
    const lines = headText(head).split('\n').filter((line) => line.trim() !== '')
    const first = (lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, 50)
    return first.length === 0 ? 0 : (first.filter((line) => LINE.test(line)).length / first.length) * 0.98
  },
  read: readAccessLog,
}

async function* readAccessLog(bytes: AsyncIterable<Uint8Array>, _options: unknown, signal?: AbortSignal): AsyncIterable<RowBatch> {
  let rest = ''
  let line = 1
  let batch = new AccessLogBatch()
  let skipping = false
  let mayHaveBadBytes = false
  for await (const block of textBlocks(bytes, signal)) {
    mayHaveBadBytes ||= block.hasBadBytes
    const text = rest + block.text
    let from = 0
    for (;;) {
      const newline = text.indexOf('\n', from)
      if (newline === -1 && !block.last) break
      const end = newline === -1 ? text.length : newline
      const content = text.slice(from, end)
      const badAt = mayHaveBadBytes ? content.search(BAD_BYTE) : -1
      if (!skipping && badAt >= 0) batch.rejects.push({ reason: 'bad-encoding', line, column: badAt + 1, excerpt: withoutBadBytes(content).trimEnd().slice(0, 200), detail: BAD_BYTE_DETAIL })
      else if (!skipping && end > from) batch.add(content, line)
      skipping = false
      line++
      from = end + 1
      if (batch.count === BATCH_ROWS) {
        yield batch.finish(block.bytesRead)
        batch = new AccessLogBatch()
      }
      if (newline === -1) break
    }
    rest = block.last ? '' : text.slice(from)
    if (rest.length > MAX_LINE_CHARS) {
      if (!skipping) batch.rejects.push({ reason: 'line-too-long', line, column: 1, excerpt: rest.slice(0, 200), detail: `expected a line of at most ${MAX_LINE_CHARS} characters` })
      skipping = true
      rest = ''
    }
    if (block.last && (batch.count > 0 || batch.rejects.length > 0)) yield batch.finish(block.bytesRead)
  }
}

class AccessLogBatch {
  count = 0
  readonly rejects: Reject[] = []
  private readonly cells: Cell[][] = ACCESS_LOG_COLUMNS.map(() => [])
  private readonly lines: number[] = []

  add(text: string, line: number): void {
    if (text.trim() === '') return
    const match = LINE.exec(text)
    if (match === null) {
      this.rejects.push(rejectOf(text, line))
      return
    }
    const [, ip, ident, user, time, request, status, size, referrer, agent, , surplus] = match
    const [method, path, protocol] = splitRequest(request!)
    // Without its closing quote, the agent goes on to the end of the line.
    const values = [ip, ident, user, time, method, path, protocol, status, size, plain(referrer), plain(agent)]
    if (match[10] === '' && surplus !== '') values[10] = plain(`${agent}${surplus}`)
    for (let c = 0; c < values.length; c++) {
      const value = values[c]
      this.cells[c]!.push(value === undefined || value === '-' || value === '' ? null : value)
    }
    this.lines.push(line)
    this.count++
  }

  finish(bytesRead: number): RowBatch {
    return { count: this.count, names: ACCESS_LOG_COLUMNS, cells: this.cells, lines: this.lines, rejects: this.rejects, bytesRead }
  }
}

/** `GET /a b HTTP/1.1`; what is no request (probes send anything) is kept whole as the path. */
function splitRequest(request: string): readonly [string | undefined, string | undefined, string | undefined] {
  const match = /^([A-Z]+) (.*?)(?: (HTTP\/[\d.]+))?$/.exec(request)
  return match === null ? [undefined, plain(request), undefined] : [match[1], plain(match[2]), match[3]]
}

function plain(text: string | undefined): string | undefined {
  return text?.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text
}

function rejectOf(text: string, line: number): Reject {
  let at = 0
  for (const [part, what] of PARTS) {
    part.lastIndex = at
    const match = part.exec(text)
    if (match === null) return { reason: 'not-a-log-line', line, column: at + 1, excerpt: text.trimEnd().slice(0, 200), detail: `expected ${what}` }
    at += match[0].length
  }
  return { reason: 'not-a-log-line', line, column: at + 1, excerpt: text.trimEnd().slice(0, 200), detail: 'expected the end of the line' }
}
