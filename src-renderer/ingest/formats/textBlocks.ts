import { throwIfAborted } from '../../base/abort'

export interface TextBlock {
  /** Text of about 256 kB; cut anywhere, but never inside a character. The last block is the rest, and may be empty. */
  readonly text: string
  /** Bytes taken from the source up to the end of this block. */
  readonly bytesRead: number
  readonly last: boolean
}

const BLOCK_BYTES = 256 * 1024

/**
 * Decodes bytes, in chunks of any size, to blocks of text. UTF-8 unless a byte order mark (or NULs where UTF-16 has them)
 * says UTF-16; the mark is dropped, bytes that are no characters become U+FFFD. Each block is decoded at once rather than
 * as a stream: that is several times as fast, and keeps plain ASCII at one byte a character.
 */
export async function* textBlocks(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncIterable<TextBlock> {
  const buffer = new Uint8Array(BLOCK_BYTES)
  let filled = 0
  let bytesRead = 0
  let decode: Decode | null = null

  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length;) {
      throwIfAborted(signal)
      const part = chunk.subarray(from, from + BLOCK_BYTES - filled)
      buffer.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < BLOCK_BYTES) continue
      const first = decode === null
      decode ??= decoderFor(buffer)
      const decoded = decode(first ? withoutMark(buffer) : buffer, false)
      bytesRead += BLOCK_BYTES - decoded.rest
      buffer.copyWithin(0, BLOCK_BYTES - decoded.rest)
      filled = decoded.rest
      yield { text: decoded.text, bytesRead, last: false }
    }
  }
  throwIfAborted(signal)
  const tail = buffer.subarray(0, filled)
  const first = decode === null
  decode ??= decoderFor(tail)
  yield { text: decode(first ? withoutMark(tail) : tail, true).text, bytesRead: bytesRead + filled, last: true }
}

/** Decodes what it can; `rest` is how many bytes at the end belong to a character that is not whole yet. */
type Decode = (bytes: Uint8Array, last: boolean) => { text: string; rest: number }

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

function encodingOf(head: Uint8Array): Encoding {
  const [a, b, c, d] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  // Plain letters of UTF-16 without its mark: every other byte is zero.
  if (head.length >= 4 && b === 0 && d === 0 && a !== 0 && c !== 0) return 'utf-16le'
  if (head.length >= 4 && a === 0 && c === 0 && b !== 0 && d !== 0) return 'utf-16be'
  return 'utf-8'
}

/** Whether the start of a file says that it is UTF-16. */
export function isUtf16(head: Uint8Array): boolean {
  return encodingOf(head) !== 'utf-8'
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return bytes.subarray(3)
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? bytes.subarray(2) : bytes
}

function decoderFor(head: Uint8Array): Decode {
  const encoding = encodingOf(head)
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  if (encoding !== 'utf-8') return (bytes, last) => ({ text: decoder.decode(bytes, { stream: !last }), rest: 0 })
  return (bytes, last) => {
    const rest = last ? 0 : unfinished(bytes)
    return { text: decoder.decode(rest === 0 ? bytes : bytes.subarray(0, bytes.length - rest)), rest }
  }
}

/** How many bytes at the end begin a UTF-8 character without finishing it. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}

/** The start of a file as text, for sniffing. */
export function headText(head: Uint8Array): string {
  return new TextDecoder(encodingOf(head), { ignoreBOM: true }).decode(withoutMark(head))
}
