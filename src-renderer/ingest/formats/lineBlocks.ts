import { throwIfAborted } from '../../base/abort'
import type { ByteBlock, ReadOptions } from '../contract'
import { BLOCK_BYTES } from './blockBytes'

const EXCERPT_BYTES = 800
const LF = 10

/**
 * Cuts bytes, in chunks of any size, to blocks of about 1 MB of whole lines, each with its LF at the end; lines beyond
 * `maxLineBytes` are left out. A block's bytes are overwritten by the next one.
 */
export async function* lineBlocks(
  bytes: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
  { blockBytes = BLOCK_BYTES }: ReadOptions = {},
  signal?: AbortSignal,
): AsyncIterable<ByteBlock> {
  let buffer = new Uint8Array(blockBytes)
  let filled = 0
  let bytesRead = 0
  let skipping = false
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      bytesRead += chunk.length
      yield chunk
    }
  }
  for await (const chunk of withoutMark(counted())) {
    for (let from = 0; from < chunk.length;) {
      throwIfAborted(signal)
      if (skipping) {
        const end = chunk.indexOf(LF, from)
        skipping = end === -1
        from = skipping ? chunk.length : end + 1
        continue
      }
      // One byte stays free for the LF that the last line may lack.
      const part = chunk.subarray(from, from + buffer.length - 1 - filled)
      buffer.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < buffer.length - 1) continue
      const end = buffer.lastIndexOf(LF, filled - 1) + 1
      if (end === 0 && filled < maxLineBytes) {
        const larger = new Uint8Array(Math.min(buffer.length * 2, maxLineBytes + 2))
        larger.set(buffer)
        buffer = larger
        continue
      }
      skipping = end === 0
      yield {
        bytes: buffer.subarray(0, end),
        tooLong: skipping ? buffer.subarray(0, EXCERPT_BYTES) : null,
        bytesRead: bytesRead - (chunk.length - from),
        last: false,
      }
      if (skipping) filled = 0
      else {
        buffer.copyWithin(0, end, filled)
        filled -= end
      }
    }
  }
  throwIfAborted(signal)
  if (filled > 0 && buffer[filled - 1] !== LF) buffer[filled++] = LF
  yield { bytes: buffer.subarray(0, filled), tooLong: null, bytesRead, last: true }
}

/** The source's bytes without a byte order mark. */
export async function* withoutMark(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array(0)
  for await (const chunk of source) {
    if (head === null) {
      yield chunk
      continue
    }
    const joined: Uint8Array = new Uint8Array(head.length + chunk.length)
    joined.set(head)
    joined.set(chunk, head.length)
    head = joined
    if (head.length < 3) continue
    yield head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? head.subarray(3) : head
    head = null
  }
  if (head !== null) yield head
}
