/** Encodings that the window offers, the usual ones first; others that the platform decodes can be named, too. */
export const ENCODINGS: readonly string[] = [
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'shift_jis',
  'euc-jp',
  'gbk',
  'gb18030',
  'big5',
  'euc-kr',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-874',
  'koi8-r',
  'ibm866',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
]

/** The encoding's name as the platform has it (`latin1` is `windows-1252`, as on the web); null when it knows none. */
export function encodingNamed(label: string): string | null {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return null
  }
}

/** What stands in UTF-8 for bytes that are no character in their own encoding: no UTF-8 holds this byte. */
const BAD_BYTE = 0xff
const REPLACEMENT = '\uFFFD'
const BLOCK_BYTES = 256 * 1024
/** windows-1252 from 0x80 to 0x9F. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'

/**
 * Bytes in an encoding as UTF-8, in chunks; those of UTF-8 come as they are. Bytes that are no character in the
 * encoding become bytes that are none in UTF-8 either, so that a reader can reject their row.
 */
export async function* asUtf8(source: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Uint8Array> {
  if (encoding === 'utf-8') {
    yield* source
    return
  }
  const decode = decoderOf(encoding)
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += BLOCK_BYTES) {
      yield marked(decode(chunk.subarray(from, from + BLOCK_BYTES), false))
    }
  }
  const rest = marked(decode(new Uint8Array(0), true))
  if (rest.length > 0) yield rest
}

/** The start of a file as UTF-8; a character that is cut off at the end is left out. */
export function headAsUtf8(head: Uint8Array, encoding: string): Uint8Array {
  return encoding === 'utf-8' ? head : marked(decoderOf(encoding)(head, false))
}

/** Decodes a text piece by piece; lone surrogates stand for what is no character. */
type Decode = (bytes: Uint8Array, last: boolean) => string

export function decoderOf(encoding: string): Decode {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return utf16Decoder(encoding === 'utf-16be')
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  // Node 20 reads windows-1252 as ISO 8859-1, which has control characters where Windows has letters and the euro sign.
  if (encoding === 'windows-1252') {
    return (bytes, last) =>
      decoder
        .decode(bytes, { stream: !last })
        .replace(/[\u0080-\u009F]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80]!)
  }
  return (bytes, last) => decoder.decode(bytes, { stream: !last }).replaceAll(REPLACEMENT, '\uDCFF')
}

/** UTF-16 as it is, without its mark: surrogates that have no partner stay, where TextDecoder would replace them. */
function utf16Decoder(isBig: boolean): Decode {
  let held = new Uint8Array(0)
  let isFirst = true
  return (bytes, last) => {
    const all = new Uint8Array(held.length + bytes.length)
    all.set(held)
    all.set(bytes, held.length)
    const view = new DataView(all.buffer)
    let end = all.length & ~1
    // The first half of a pair waits for the second.
    if (!last && end >= 2 && (view.getUint16(end - 2, !isBig) & 0xfc00) === 0xd800) end -= 2
    held = all.slice(end)
    let from = 0
    if (isFirst && end >= 2) {
      isFirst = false
      if (view.getUint16(0, !isBig) === 0xfeff) from = 2
    }
    const parts: string[] = []
    for (let at = from; at < end; at += 8192) {
      const units = new Uint16Array(Math.min(4096, (end - at) >>> 1))
      for (let i = 0; i < units.length; i++) units[i] = view.getUint16(at + 2 * i, !isBig)
      parts.push(String.fromCharCode(...units))
    }
    if (last && held.length > 0) parts.push('\uDCFF')
    return parts.join('')
  }
}

const ENCODER = new TextEncoder()

/** A text as UTF-8, lone surrogates as bytes that are no UTF-8. */
function marked(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return ENCODER.encode(text)
  const parts = text.split(/\p{Surrogate}/u).map((part) => ENCODER.encode(part))
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, -1))
  let at = 0
  for (const [index, part] of parts.entries()) {
    if (index > 0) bytes[at++] = BAD_BYTE
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
