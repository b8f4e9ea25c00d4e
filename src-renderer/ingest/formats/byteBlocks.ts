import { throwIfAborted } from '../../base/abort'
import type { ByteBlock, ReadOptions } from '../contract'
import { BLOCK_BYTES } from './blockBytes'
import { withoutMark } from './lineBlocks'
import { unfinished } from './textBlocks'

const LF = 10

/**
 * Cuts bytes, in chunks of any size, to blocks that end behind a line feed; where there is none in one, anywhere but
 * inside a character. A block's bytes are overwritten by the next one.
 */
export async function* byteBlocks(
  bytes: AsyncIterable<Uint8Array>,
  { blockBytes = BLOCK_BYTES }: ReadOptions = {},
  signal?: AbortSignal,
): AsyncIterable<ByteBlock> {
  const buffer = new Uint8Array(blockBytes)
  let filled = 0
  let bytesRead = 0
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      bytesRead += chunk.length
      yield chunk
    }
  }
  for await (const chunk of withoutMark(counted())) {
    for (let from = 0; from < chunk.length;) {
      throwIfAborted(signal)
      const part = chunk.subarray(from, from + blockBytes - filled)
      buffer.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < blockBytes) continue
      const end = buffer.lastIndexOf(LF) + 1 || blockBytes - unfinished(buffer)
      yield {
        bytes: buffer.subarray(0, end),
        tooLong: null,
        bytesRead: bytesRead - (chunk.length - from) - (filled - end),
        last: false,
      }
      buffer.copyWithin(0, end, filled)
      filled -= end
    }
  }
  throwIfAborted(signal)
  yield { bytes: buffer.subarray(0, filled), tooLong: null, bytesRead, last: true }
}
