import { throwIfAborted } from '../../base/abort'
import { isWellFormed } from '../bytes/wellFormed'

export interface TextBlock {
  /**
   * Text of about 256 kB; cut anywhere, but never inside a character. The last block is the rest, and may be empty. A
   * byte that is no character is a lone surrogate, which no other text has: see {@link BAD_BYTE}.
   */
  readonly text: string
  /** Whether there are bytes in it that are no characters. */
  readonly hasBadBytes: boolean
  /** Bytes taken from the source up to the end of this block. */
  readonly bytesRead: number
  readonly last: boolean
}

/** Finds what stands for a byte that is no character. */
export const BAD_BYTE = /\p{Surrogate}/u
/** Why a row with such bytes is rejected. */
export const BAD_BYTE_DETAIL = 'expected characters of the file’s encoding: choose the encoding that it is written in'

/** A text for people to read, with U+FFFD for bytes that are no characters. */
export function withoutBadBytes(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD')
}

const BLOCK_BYTES = 256 * 1024
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Decodes UTF-8, in chunks of any size, to blocks of text, without a byte order mark. Each block is decoded at once
 * rather than as a stream: that is several times as fast, and keeps plain ASCII at one byte a character.
 */
export async function* textBlocks(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncIterable<TextBlock> {
  const buffer = new Uint8Array(BLOCK_BYTES)
  let filled = 0
  let bytesRead = 0
  let isFirst = true

  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length;) {
      throwIfAborted(signal)
      const part = chunk.subarray(from, from + BLOCK_BYTES - filled)
      buffer.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < BLOCK_BYTES) continue
      const rest = unfinished(buffer)
      const whole = buffer.subarray(0, BLOCK_BYTES - rest)
      const decoded = decodeBlock(isFirst ? withoutMark(whole) : whole)
      isFirst = false
      bytesRead += BLOCK_BYTES - rest
      buffer.copyWithin(0, BLOCK_BYTES - rest)
      filled = rest
      yield { ...decoded, bytesRead, last: false }
    }
  }
  throwIfAborted(signal)
  const tail = buffer.subarray(0, filled)
  yield { ...decodeBlock(isFirst ? withoutMark(tail) : tail), bytesRead: bytesRead + filled, last: true }
}

/** Bytes that are cut inside no character, as in a {@link TextBlock}. */
export function decodeBlock(bytes: Uint8Array): Pick<TextBlock, 'text' | 'hasBadBytes'> {
  const text = DECODER.decode(bytes)
  // Every other character has more bytes than code units, but for the one that stands for a bad byte.
  const isReplaced = text.includes('\uFFFD')
  if (!isReplaced && text.length === bytes.length) return { text, hasBadBytes: false }
  // A file may hold the replacement character itself.
  if (!isReplaced || isWellFormed(bytes, 0, bytes.length)) return { text, hasBadBytes: false }
  return { text: decodeMarked(bytes), hasBadBytes: true }
}

/** Decodes what is well-formed, and makes a lone surrogate of each other byte. */
function decodeMarked(bytes: Uint8Array): string {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at]!
    const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
    if (lead < 0x80 || (at + length <= bytes.length && isWellFormed(bytes, at, at + length))) {
      at += length
      continue
    }
    parts.push(DECODER.decode(bytes.subarray(from, at)), String.fromCharCode(0xdc00 + lead))
    from = ++at
  }
  parts.push(DECODER.decode(bytes.subarray(from)))
  return parts.join('')
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** How many bytes at the end begin a UTF-8 character without finishing it. */
export function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}

/** The start of a file as text, for sniffing. */
export function headText(head: Uint8Array): string {
  return DECODER.decode(withoutMark(head))
}
