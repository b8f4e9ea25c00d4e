import type { QueryPlan, ScanRequest, SequenceRequest } from '../contract/plan'
import { timelineSql } from './timelines'

const WIDTH = 100

/** A sentence on lines of its own, none longer than it must be. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)
    if (line === undefined || line.length + word.length >= WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

const SAME = 'The SQL below says the same, and gives the same rows.'

const commented = (lines: readonly string[]): string => lines.map((line) => `-- ${line}`).join('\n')

function passText(request: SequenceRequest): string {
  return commented([
    'Lathe computes this in one pass over these events, in order of user, time and place in the log:',
    ...timelineSql(request, Object.keys(request.columns), true)
      .split('\n')
      .map((line) => `  ${line}`),
    ...wrapped(request.rule),
    SAME,
  ])
}

function scanText({ table, columns, rule }: ScanRequest): string {
  const names = [...new Set(Object.values(columns).map(({ column }) => column))].join(', ')
  return commented([...wrapped(`Lathe counts this in the files of ${table} themselves (${names}): ${rule}`), SAME])
}

/** A plan's SQL as it is shown: where a kernel answers, what it goes through and does stands above it as comments. */
export function shownSql({ sql, scan, sequence }: QueryPlan): string {
  if (scan !== undefined) return `${scanText(scan)}\n${sql}`
  return sequence === undefined ? sql : `${passText(sequence)}\n${sql}`
}
