import type { Reject, RejectCount } from '../contract'

/** Lines that are named of each reason. */
const LINES = 5
/** Reasons differ by what was expected; of more than this, only the kind is told apart. */
const MOST = 30

/** Counts rejects by reason and by what was expected. */
export class RejectReasons {
  readonly #found = new Map<string, { of: Reject; count: number; lines: { file: string; line: number }[] }>()

  add(file: string, reject: Reject): void {
    const exact = `${reject.reason} ${reject.detail}`
    const key = this.#found.has(exact) || this.#found.size < MOST ? exact : reject.reason
    const found = this.#found.get(key) ?? { of: reject, count: 0, lines: [] }
    found.count++
    if (found.lines.length < LINES) found.lines.push({ file, line: reject.line })
    this.#found.set(key, found)
  }

  /** The most frequent first. */
  list(): readonly RejectCount[] {
    return [...this.#found.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ of: { reason, detail }, count, lines }) => ({ reason, detail, count, lines }))
  }
}

/** What was expected, in words that begin with *expected* whether the detail says so itself or not. */
export function expectedText(detail: string): string {
  return detail.startsWith('expected ') ? detail : `expected ${detail}`
}

/** `3 rows: unknown-event, expected one of …; orders.csv lines 4, 9, 12`. */
export function rejectText({ reason, detail, count, lines }: RejectCount): string {
  const files = [...new Set(lines.map(({ file }) => file))]
  const places = files.map((file) => {
    const own = lines.filter((one) => one.file === file).map(({ line }) => line)
    return `${file} ${own.length === 1 ? 'line' : 'lines'} ${own.join(', ')}`
  })
  const more = count > lines.length ? ' …' : ''
  return (
    `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}: ${reason}` +
    `${detail === '' ? '' : ` (${expectedText(detail)})`}, ${places.join('; ')}${more}`
  )
}
