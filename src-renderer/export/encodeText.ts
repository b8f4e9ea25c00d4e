import { joinBytes } from '../base/joinBytes'

/** Texts one after the other as UTF-8, without ever being one string. */
export function encodeText(chunks: Iterable<string>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  return joinBytes([...chunks].map((chunk) => encoder.encode(chunk)))
}
