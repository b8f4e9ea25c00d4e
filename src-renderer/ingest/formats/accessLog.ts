import { required } from '../../base/required'
import type { Cell, Format, Reject, RowBatch } from '../contract'
import { headText } from './textBlocks'
import { readTextLines, rejectedLine } from './textLines'
import type { LineRows } from './textLines'

export const ACCESS_LOG_COLUMNS = [
  'ip',
  'ident',
  'user',
  'time',
  'method',
  'path',
  'protocol',
  'status',
  'bytes',
  'referrer',
  'user_agent',
] as const
const VHOST_COLUMNS = ['vhost', 'port'] as const
const BATCH_ROWS = 8192
/** A quoted field: escapes by backslash, as Apache writes them. */
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)'
/** A client behind others: what they passed on is a list. */
const CLIENT = '(?:\\S+, )*\\S+'
const LINE = new RegExp(
  `^(${CLIENT}) (\\S+) (\\S+(?: [^\\[\\]]*?)?) \\[([^\\]]+)\\] ${QUOTED}" (\\d{3}|-) (\\d+|-)(?: ${QUOTED}" ` +
    `${QUOTED}("?)(.*))?\\s*$`,
)
/** The parts of a line one after the other, to say where it stops being one. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/(?:\S+, )*\S+ /y, 'an address'],
  [/\S+ /y, 'an identity or -'],
  [/\S+(?: [^[\]]*?)? (?=\[)/y, 'a user or -, and a time in brackets'],
  [/\[[^\]]+\] /y, 'a time in brackets'],
  [/"(?:[^"\\]|\\.)*" /y, 'a request in quotes'],
  [/(?:\d{3}|-) /y, 'a status of three digits'],
  [/(?:\d+|-)(?=\s|$)/y, 'a number of bytes or -'],
  [/ "(?:[^"\\]|\\.)*" /y, 'a referrer in quotes'],
  [/"(?:[^"\\]|\\.)*"?/y, 'a user agent in quotes'],
]

const IPV4 = '\\d{1,3}(?:\\.\\d{1,3}){3}'
const IPV6 = '(?=[\\da-fA-F]*:[\\da-fA-F]*:)[\\da-fA-F:]+(?:\\.\\d+){0,3}(?:%\\w+)?'
const NAME = '[\\w-]+(?:\\.[\\w-]+)*\\.?'
/**
 * A host that was asked for, then a client: an address, or where a port makes clear what the first is, a name with
 * dots.
 */
const VHOST = new RegExp(`^(?<host>${NAME}|\\*|\\[[\\da-fA-F:.]+\\])(?::(?<port>\\d{1,5}))?$`)
const CLIENT_ADDRESS = new RegExp(`^(?:${IPV4}|${IPV6})$`)
const CLIENT_NAME = /^(?:[\w-]+\.)+[a-z][\w-]*\.?$|^localhost$/i

/**
 * The host and port before the client, as Apache's `vhost_combined` and `$host $remote_addr …` have them, and what is
 * left of the line; null for a line without.
 */
function splitVhost(
  text: string,
): { readonly host: string | null; readonly port: string | undefined; readonly rest: string } | null {
  const first = text.indexOf(' ')
  const second = text.indexOf(' ', first + 1)
  if (first < 1 || second === -1) return null
  const client = text.slice(first + 1, second).replace(/,$/, '')
  const isAddress = CLIENT_ADDRESS.test(client)
  if (!isAddress && !CLIENT_NAME.test(client)) return null
  const { host, port } = VHOST.exec(text.slice(0, first))?.groups ?? {}
  if (host === undefined || (!isAddress && port === undefined)) return null
  return { host: host === '-' ? null : host.replace(/^\[|\]$/g, ''), port, rest: text.slice(first + 1) }
}

/**
 * The access logs of Apache and nginx, "common" and "combined", also with the virtual host in front, which becomes the
 * columns `vhost` and `port` behind the others. `-` is null. A line whose last quote was never closed is
 * kept as it stands; fields that a custom format adds after the user agent are left out.
 */
export const accessLog: Format = {
  name: 'access-log',
  title: 'Access log (Apache, nginx)',
  kind: 'text',
  extensions: ['log'],
  // https://httpd.apache.org/docs/2.4/logs.html
  sample: '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326\n',
  sniff(head) {
    const lines = headText(head)
      .split('\n')
      .filter((line) => line.trim() !== '')
    const first = (lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, 50)
    return first.length === 0
      ? 0
      : (first.filter((line) => LINE.test(splitVhost(line)?.rest ?? line)).length / first.length) * 0.98
  },
  read: (bytes, _options, signal) => readTextLines(bytes, new AccessLogRows(), signal),
}

/** Columns of one batch; `vhost` and `port` once a line of the file had them. */
class AccessLogRows implements LineRows {
  count = 0
  rejects: Reject[] = []
  #cells: Cell[][] = ACCESS_LOG_COLUMNS.map(() => [])
  #hosts: Cell[] = []
  #ports: Cell[] = []
  #lines: number[] = []
  #hasHosts = false

  get isFull(): boolean {
    return this.count === BATCH_ROWS
  }

  add(text: string, line: number): void {
    if (text.trim() === '') return
    const vhost = splitVhost(text)
    const match = LINE.exec(vhost?.rest ?? text)
    if (match === null) {
      this.rejects.push(rejectOf(text, line, vhost === null ? 0 : text.length - vhost.rest.length))
      return
    }
    const [, ip, ident, user, time, request, status, size, referrer, agent, , surplus] = match
    const [method, path, protocol] = splitRequest(required(request))
    // Without its closing quote, the agent goes on to the end of the line.
    const values = [ip, ident, user, time, method, path, protocol, status, size, plain(referrer), plain(agent)]
    if (match[10] === '' && surplus !== '') values[10] = plain(`${agent}${surplus}`)
    for (let c = 0; c < values.length; c++) {
      const value = values[c]
      this.#cells[c]!.push(value === undefined || value === '-' || value === '' || value === '- -' ? null : value)
    }
    if (vhost !== null) {
      this.#hasHosts = true
      while (this.#hosts.length < this.count) this.#addHost(null, null)
      this.#addHost(vhost.host, vhost.port ?? null)
    }
    this.#lines.push(line)
    this.count++
  }

  #addHost(host: string | null, port: string | null): void {
    this.#hosts.push(host)
    this.#ports.push(port)
  }

  take(bytesRead: number): RowBatch {
    const { count, rejects } = this
    if (this.#hasHosts) while (this.#hosts.length < count) this.#addHost(null, null)
    const [names, cells] = this.#hasHosts
      ? [
          [...ACCESS_LOG_COLUMNS, ...VHOST_COLUMNS],
          [...this.#cells, this.#hosts, this.#ports],
        ]
      : [ACCESS_LOG_COLUMNS, this.#cells]
    const batch = { count, names, cells, lines: this.#lines, rejects, bytesRead }
    this.count = 0
    this.rejects = []
    this.#cells = ACCESS_LOG_COLUMNS.map(() => [])
    this.#hosts = []
    this.#ports = []
    this.#lines = []
    return batch
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

function rejectOf(text: string, line: number, from: number): Reject {
  let at = from
  for (const [part, what] of PARTS) {
    part.lastIndex = at
    const match = part.exec(text)
    if (match === null) return rejectedLine('not-a-log-line', text, line, at, `expected ${what}`)
    at += match[0].length
  }
  return rejectedLine('not-a-log-line', text, line, at, 'expected the end of the line')
}
