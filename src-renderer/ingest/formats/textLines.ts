import type { Reject, RowBatch } from '../contract'
import { BAD_BYTE, BAD_BYTE_DETAIL, textBlocks, withoutBadBytes } from './textBlocks'

const MAX_LINE_CHARS = 1 << 20
/** A batch is handed on when it was read from so many bytes, however few its rows are. */
const BATCH_BYTES = 4 << 20
const EXCERPT_CHARS = 200

/** Rows that lines are made of. */
export interface LineRows {
  /** Of the batch that is being filled. */
  readonly count: number
  readonly isFull: boolean
  readonly rejects: Reject[]
  /** Takes a line without its end; `number` counts from 1. */
  add(text: string, number: number): void
  /** Nothing follows on the lines that were added. */
  end?(): void
  /** The batch; what is added next goes into another. */
  take(bytesRead: number): RowBatch
  /** The batch that was taken is read: its memory may be used again. */
  begin?(): void
}

/** Reads text line by line, whichever way lines end; lines that are too long or no text are rejected. */
export async function* readTextLines(
  bytes: AsyncIterable<Uint8Array>,
  rows: LineRows,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  let rest = ''
  let number = 1
  let skipping = false
  let mayHaveBadBytes = false
  let handedOn = 0
  for await (const block of textBlocks(bytes, signal)) {
    mayHaveBadBytes ||= block.hasBadBytes
    const text = rest + block.text
    let from = 0
    for (;;) {
      const newline = text.indexOf('\n', from)
      if (newline === -1 && !block.last) break
      const end = newline === -1 ? text.length : newline
      const line = text.slice(from, end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end)
      const badAt = mayHaveBadBytes ? line.search(BAD_BYTE) : -1
      if (!skipping && badAt >= 0) rows.rejects.push(rejectedLine('bad-encoding', line, number, badAt, BAD_BYTE_DETAIL))
      else if (!skipping && line !== '') rows.add(line, number)
      skipping = false
      number++
      from = end + 1
      if (rows.isFull) {
        yield rows.take(block.bytesRead)
        rows.begin?.()
        handedOn = block.bytesRead
      }
      if (newline === -1) break
    }
    rest = block.last ? '' : text.slice(from)
    if (rest.length > MAX_LINE_CHARS) {
      if (!skipping) {
        const detail = `expected a line of at most ${MAX_LINE_CHARS} characters`
        rows.rejects.push(rejectedLine('line-too-long', rest, number, 0, detail))
      }
      skipping = true
      rest = ''
    }
    if (block.last) rows.end?.()
    else if (block.bytesRead - handedOn < BATCH_BYTES) continue
    if (!block.last || rows.count > 0 || rows.rejects.length > 0) yield rows.take(block.bytesRead)
    rows.begin?.()
    handedOn = block.bytesRead
  }
}

/** A line that is left out, for what stands at an offset in it. */
export function rejectedLine(
  reason: Reject['reason'],
  text: string,
  number: number,
  at: number,
  detail: string,
): Reject {
  const excerpt = withoutBadBytes(text).trimEnd().slice(0, EXCERPT_CHARS)
  return { reason, line: number, column: at + 1, excerpt, detail }
}
