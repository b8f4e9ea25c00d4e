/** First bytes of files that people take for logs by mistake. */
const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG picture', [0xff, 0xd8, 0xff]],
  ['a GIF picture', [0x47, 0x49, 0x46, 0x38]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a ZIP archive or an office document', [0x50, 0x4b, 0x03, 0x04]],
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['an SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66, 0x6f, 0x72, 0x6d, 0x61, 0x74]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
]
/** Logs hold a stray control character at most; the bytes of compressed or compiled data hold one in a dozen. */
const MOST_CONTROL = 0.02

/**
 * Control characters that text has: tab, line ends, form feed, escape, and those that separate fields in some logs (^A,
 * ^B, FS to US).
 */
function isOdd(byte: number): boolean {
  return byte < 0x20 && !(byte === 1 || byte === 2 || (byte >= 9 && byte <= 13) || byte >= 0x1b)
}

/** What a file is, in words, when its first bytes (unpacked) are no text in UTF-8 or a relative; null for text. */
export function binaryKind(head: Uint8Array): string | null {
  const known = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte))
  if (known !== undefined) return known[0]
  const odd = head.reduce((sum, byte) => sum + (isOdd(byte) ? 1 : 0), 0)
  return odd > head.byteLength * MOST_CONTROL ? 'binary data' : null
}
