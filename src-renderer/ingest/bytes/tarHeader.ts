/** Headers and contents come in blocks of so many bytes. */
export const TAR_BLOCK = 512

/** What a header of a tar archive says. */
export interface TarHeader {
  readonly name: string
  readonly size: number
  /** `0` a file; `5` a folder; `L` the next file's long name; `x` what POSIX adds to the next header; and others. */
  readonly type: string
}

const CHECKSUM_AT = 148
const CHECKSUM_BYTES = 8
const BLANK = 0x20
const DECODER = new TextDecoder('utf-8')

/** Whether these bytes begin with a header whose checksum is right (which those of nothing else are). */
export function isTar(head: Uint8Array): boolean {
  return head.length >= TAR_BLOCK && head[0] !== 0 && readTarHeader(head) !== null
}

/** The header in a block (ustar, GNU and those before); null where it is none, or damaged. */
export function readTarHeader(block: Uint8Array): TarHeader | null {
  let sum = 0
  for (let at = 0; at < TAR_BLOCK; at++)
    sum += at >= CHECKSUM_AT && at < CHECKSUM_AT + CHECKSUM_BYTES ? BLANK : block[at]!
  const size = numberIn(block, 124, 12)
  if (numberIn(block, CHECKSUM_AT, CHECKSUM_BYTES) !== sum || !Number.isSafeInteger(size) || size < 0) return null
  // GNU's archives have other things where POSIX has the name's beginning.
  const prefix = textIn(block, 257, 6) === 'ustar' && block[262] === 0 ? textIn(block, 345, 155) : ''
  const name = textIn(block, 0, 100)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156]!),
  }
}

/** What a POSIX header of its own (`x`) says of the next file. */
export function readPax(bytes: Uint8Array): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(BLANK, at)
    const length = blank < 0 ? NaN : Number(DECODER.decode(bytes.subarray(at, blank)))
    if (!(length > blank - at) || at + length > bytes.length) return found
    const [key = '', ...value] = DECODER.decode(bytes.subarray(blank + 1, at + length - 1)).split('=')
    found.set(key, value.join('='))
    at += length
  }
  return found
}

export function textIn(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return DECODER.decode(end < 0 ? field : field.subarray(0, end))
}

/** A number in octal digits, or, where it is large, in the bytes behind a first one of 0x80. NaN for what is neither. */
function numberIn(block: Uint8Array, at: number, length: number): number {
  if (block[at] === 0x80) return block.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, 0)
  const text = textIn(block, at, length).trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : text === '' ? 0 : Number.NaN
}
