import { throwIfAborted } from '../../base/abort'
import { isUtf16, textBlocks } from './textBlocks'

export interface LineBlock {
  /** Whole lines of UTF-8, each with its LF at the end; overwritten by the next block. */
  readonly lines: Uint8Array
  /** The beginning of a line that is too long and left out; it follows on `lines`. */
  readonly tooLong: Uint8Array | null
  /** Bytes taken from the source so far. */
  readonly bytesRead: number
}

const BLOCK_BYTES = 2 ** 20
const EXCERPT_BYTES = 800
const LF = 10

/** Cuts bytes, in chunks of any size, to blocks of about 1 MB of whole lines; lines beyond `maxLineBytes` are left out. */
export async function* lineBlocks(bytes: AsyncIterable<Uint8Array>, maxLineBytes: number, signal?: AbortSignal): AsyncIterable<LineBlock> {
  let buffer = new Uint8Array(BLOCK_BYTES)
  let filled = 0
  let bytesRead = 0
  let skipping = false
  for await (const chunk of utf8Chunks(bytes, signal)) {
    const bytesBefore = bytesRead
    bytesRead = chunk.bytesRead
    for (let from = 0; from < chunk.bytes.length;) {
      throwIfAborted(signal)
      if (skipping) {
        const end = chunk.bytes.indexOf(LF, from)
        skipping = end === -1
        from = skipping ? chunk.bytes.length : end + 1
        continue
      }
      // One byte stays free for the LF that the last line may lack.
      const part = chunk.bytes.subarray(from, from + buffer.length - 1 - filled)
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
      // A transcoded chunk is counted when all of it has been taken.
      const taken = chunk.isVerbatim ? bytesBefore + from : bytesBefore
      yield { lines: buffer.subarray(0, end), tooLong: skipping ? buffer.subarray(0, EXCERPT_BYTES) : null, bytesRead: taken }
      if (skipping) filled = 0
      else {
        buffer.copyWithin(0, end, filled)
        filled -= end
      }
    }
  }
  throwIfAborted(signal)
  if (filled > 0 && buffer[filled - 1] !== LF) buffer[filled++] = LF
  yield { lines: buffer.subarray(0, filled), tooLong: null, bytesRead }
}

interface Utf8Chunk {
  readonly bytes: Uint8Array
  readonly bytesRead: number
  /** Whether the bytes are the source's own. */
  readonly isVerbatim: boolean
}

const HEAD_BYTES = 4

/** The source's bytes without a byte order mark, and as UTF-8 where they are UTF-16. */
async function* utf8Chunks(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncIterable<Utf8Chunk> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    let head = new Uint8Array(0)
    while (head.length < HEAD_BYTES) {
      const next = await iterator.next()
      if (next.done === true) break
      const joined = new Uint8Array(head.length + next.value.length)
      joined.set(head)
      joined.set(next.value, head.length)
      head = joined
    }
    const all = withHead(head, iterator)
    if (isUtf16(head)) {
      const encoder = new TextEncoder()
      for await (const { text, bytesRead } of textBlocks(all, signal)) yield { bytes: encoder.encode(text), bytesRead, isVerbatim: false }
      return
    }
    let bytesRead = 0
    for await (const chunk of all) {
      const isMarked = bytesRead === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
      const bytes = isMarked ? chunk.subarray(3) : chunk
      bytesRead += chunk.length
      yield { bytes, bytesRead, isVerbatim: true }
    }
  } finally {
    await iterator.return?.()
  }
}

async function* withHead(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  if (head.length > 0) yield head
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}
