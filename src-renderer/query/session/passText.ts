import type { QueryPlan, SequenceRequest } from '../contract/plan'
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

function passText(request: SequenceRequest): string {
  return [
    'Lathe computes this in one pass over these events, in order of user, time and place in the log:',
    ...timelineSql(request, Object.keys(request.columns), true)
      .split('\n')
      .map((line) => `  ${line}`),
    ...wrapped(request.rule),
    'The SQL below says the same, and gives the same rows.',
  ]
    .map((line) => `-- ${line}`)
    .join('\n')
}

/** A plan's SQL as it is shown: where a kernel answers, what it goes through and does stands above it as comments. */
export function shownSql({ sql, sequence }: QueryPlan): string {
  return sequence === undefined ? sql : `${passText(sequence)}\n${sql}`
}
