/**
 * Whether bytes[from … to) is well-formed UTF-8 (Unicode 15, table 3-7): no cut or overlong characters, no surrogates.
 */
export function isWellFormed(bytes: Uint8Array, from: number, to: number): boolean {
  return illFormedAt(bytes, from, to) === -1
}

/** Where bytes[from … to) stops being well-formed; -1 when all of it is. */
export function illFormedAt(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to;) {
    const start = at
    const lead = bytes[at++]!
    if (lead < 0x80) continue
    const more =
      lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0
    if (more === 0 || at + more > to) return start
    const second = bytes[at]!
    const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (second < least || second > most) return start
    for (let i = 1; i < more; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return start
    at += more
  }
  return -1
}
