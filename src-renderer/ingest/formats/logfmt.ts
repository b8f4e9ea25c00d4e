import type { Format } from '../contract'
import type { JsonObject } from './jsonValue'
import { ObjectLines } from './objectLines'
import { headText } from './textBlocks'
import { readTextLines } from './textLines'

/** A key, and its value in quotes or up to the next blank; a key alone is true. */
const PAIR = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|(\S*)))?(?:\s+|$)/y
/** Pairs from which a line counts as such. */
const LEAST_PAIRS = 2

/**
 * logfmt, one line of `key=value` pairs a row (https://brandur.org/logfmt), as Heroku, Grafana and Go's slog write it.
 */
export const logfmt: Format = {
  name: 'logfmt',
  title: 'logfmt (key=value)',
  kind: 'text',
  extensions: ['log', 'logfmt'],
  sample: 'at=info method=GET path=/ fwd="124.133.52.161" dyno=web.2 connect=4ms status=200 msg="a \\"b\\"" ok\n',
  sniff(head) {
    const lines = headText(head)
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .slice(0, 50)
    const whole = lines.length > 1 ? lines.slice(0, -1) : lines
    return whole.length === 0 ? 0 : (whole.filter((line) => pairsOf(line) !== null).length / whole.length) * 0.9
  },
  read: (bytes, options, signal) =>
    readTextLines(
      bytes,
      new ObjectLines(options.keep, (text) => pairsOf(text) ?? 'expected pairs of key=value'),
      signal,
    ),
}

/** The pairs of a line; null where it has fewer than two, or more words than pairs. */
function pairsOf(text: string): JsonObject | null {
  const row: JsonObject = {}
  let pairs = 0
  let words = 0
  PAIR.lastIndex = text.length - text.trimStart().length
  while (PAIR.lastIndex < text.length) {
    const match = PAIR.exec(text)
    if (match === null) return null
    const [found, key, quoted, plain] = match
    if (found.startsWith(`${key}=`)) pairs++
    else words++
    row[key!] =
      quoted === undefined ? (plain ?? true) : quoted.replace(/\\(.)/g, (_, sign: string) => ESCAPES[sign] ?? sign)
    if (row[key!] === '') row[key!] = null
  }
  return pairs < LEAST_PAIRS || words > pairs ? null : row
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }
