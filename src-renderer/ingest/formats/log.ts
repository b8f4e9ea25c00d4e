import { elementAt, required } from '../../base/required'
import type { Cell, Format, Reject, RowBatch } from '../contract'
import { withYear } from './logYear'
import { LOG_PATTERNS } from './logPatterns'
import type { LogPattern } from './logPatterns'
import { headText } from './textBlocks'
import { readTextLines, rejectedLine } from './textLines'
import type { LineRows } from './textLines'

const BATCH_ROWS = 4096
/** Lines at the beginning that tell the pattern. */
const LOOKED_AT = 60
/** A message that goes on over lines is cut here. */
const MOST_MESSAGE_CHARS = 64 * 1024
const LEAST_SHARE = 0.5

/**
 * Lines of one of the forms in logPatterns.ts, which the file's first lines tell. A line of another form is rejected,
 * or follows on the message before it where such logs have stack traces.
 */
export const log: Format = {
  name: 'log',
  title: 'Log lines (syslog, S3, ALB, HAProxy, logcat, log4j …)',
  kind: 'text',
  extensions: ['log'],
  sample: `${LOG_PATTERNS[0]!.sample}\n`,
  sniff(head) {
    const found = patternOf(headText(head))
    return found === null ? 0 : found.share * (found.pattern.isLoose === true ? 0.3 : 0.9)
  },
  read: (bytes, { changedMs }, signal) => readTextLines(bytes, new LogRows(changedMs), signal),
}

/** The pattern that most of the first lines have, and how many of those that count. */
function patternOf(text: string): { readonly pattern: LogPattern; readonly share: number } | null {
  const all = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const lines = (all.length > 1 && !text.endsWith('\n') ? all.slice(0, -1) : all).slice(0, LOOKED_AT)
  return patternIn(lines)
}

function patternIn(lines: readonly string[]): { readonly pattern: LogPattern; readonly share: number } | null {
  let best: { pattern: LogPattern; share: number } | null = null
  for (const pattern of LOG_PATTERNS) {
    const matched = lines.filter((line) => pattern.line.test(line)).length
    // Of the lines of a log with stack traces, most may belong to others.
    const others = pattern.isMultiline === true && lines[0] !== undefined && pattern.line.test(lines[0])
    const counted = others
      ? lines.filter((line) => pattern.line.test(line) || !/^\s|^Caused by|^Traceback|^\w+(?:\.\w+)+/.test(line))
      : lines
    const share = counted.length === 0 ? 0 : matched / counted.length
    if (share >= LEAST_SHARE && share > (best?.share ?? 0) + 0.001) best = { pattern, share }
  }
  return best
}

/** The columns of a pattern: its groups, and those of its messages. */
export function columnsOf({ line, messages = [] }: LogPattern): readonly string[] {
  const groups = [line, ...messages].flatMap((regex) =>
    [...regex.source.matchAll(/\(\?<([a-z_]+)>/g)].map((match) => elementAt(match, 1)),
  )
  return [...new Set(groups)]
}

class LogRows implements LineRows {
  count = 0
  rejects: Reject[] = []
  /** Until enough lines have come to tell the pattern. */
  #first: [string, number][] | null = []
  #pattern: LogPattern | null = null
  #names: readonly string[] = []
  #cells: Cell[][] = []
  #lines: number[] = []
  #messageAt = -1
  /** When the file was last changed. */
  readonly #changedMs: number | undefined
  #hasNoYear = false

  constructor(changedMs: number | undefined) {
    this.#changedMs = changedMs
  }

  get isFull(): boolean {
    // A message may go on: its row stays until the next one comes.
    return this.count > BATCH_ROWS
  }

  add(text: string, number: number): void {
    if (text.trim() === '') return
    if (this.#first === null) this.#addLine(text, number)
    else if (this.#first.push([text, number]) >= LOOKED_AT) this.end()
  }

  end(): void {
    const first = this.#first
    if (first === null) return
    this.#first = null
    this.#pattern = patternIn(first.map(([text]) => text))?.pattern ?? null
    this.#names = this.#pattern === null ? [] : columnsOf(this.#pattern)
    this.#cells = this.#names.map(() => [])
    this.#messageAt = this.#names.indexOf('message')
    for (const [text, number] of first) this.#addLine(text, number)
  }

  #addLine(text: string, number: number): void {
    const pattern = this.#pattern
    const match = pattern?.line.exec(text)
    if (pattern === null || match === null || match === undefined) {
      if (pattern?.isMultiline === true && this.count > 0) this.#goOn(text)
      else {
        const detail =
          pattern === null
            ? 'expected lines of a form that Lathe knows: choose another format'
            : `expected a line like “${pattern.sample.slice(0, 80)}”`
        this.rejects.push(rejectedLine('not-a-log-line', text, number, 0, detail))
      }
      return
    }
    const groups: Record<string, string | undefined> = { ...match.groups }
    if (groups['time'] !== undefined) groups['time'] = this.#timeOf(groups['time'])
    const message = groups['message']
    for (const regex of message === undefined ? [] : (pattern.messages ?? [])) {
      const inside = regex.exec(required(message))
      if (inside === null) continue
      for (const [name, value] of Object.entries(inside.groups ?? {})) if (value !== undefined) groups[name] = value
      break
    }
    this.#names.forEach((name, column) => {
      const value = groups[name]
      this.#cells[column]!.push(value === undefined || value === '-' || value === '' ? null : value)
    })
    this.#lines.push(number)
    this.count++
  }

  /** With the year that it does not say. */
  #timeOf(time: string): string {
    const whole = this.#changedMs === undefined ? null : withYear(time, this.#changedMs)
    if (whole !== null) this.#hasNoYear = true
    return whole ?? time
  }

  #notes(): readonly string[] {
    if (!this.#hasNoYear || this.#changedMs === undefined) return []
    const day = new Date(this.#changedMs).toISOString().slice(0, 10)
    return [`The times say no year: each is the last such day before the file was last changed, on ${day}.`]
  }

  #goOn(text: string): void {
    const messages = this.#cells[this.#messageAt]
    if (messages === undefined) return
    const before = messages[this.count - 1]
    const joined = before === null || before === undefined ? text : `${String(before)}\n${text}`
    messages[this.count - 1] = joined.slice(0, MOST_MESSAGE_CHARS)
  }

  /** All rows but the last one, whose message may go on, unless nothing more comes. */
  take(bytesRead: number): RowBatch {
    const keeps = this.isFull ? 1 : 0
    const count = this.count - keeps
    const batch = {
      count,
      names: this.#names,
      cells: this.#cells.map((column) => column.slice(0, count)),
      lines: this.#lines.slice(0, count),
      rejects: this.rejects,
      bytesRead,
      notes: this.#notes(),
    }
    this.#cells = this.#cells.map((column) => column.slice(count))
    this.#lines = this.#lines.slice(count)
    this.count = keeps
    this.rejects = []
    return batch
  }
}
