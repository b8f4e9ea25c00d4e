const C1 = 0x239b961b
const C2 = 0xab0e9789
const C3 = 0x38b34ae5
const C4 = 0xa1e38b93

/**
 * MurmurHash3_x86_128 of bytes[from … to), seed 0, into `out` (four unsigned 32-bit words). For telling values apart,
 * not for secrets.
 */
export function hash128(bytes: Uint8Array, from: number, to: number, out: Uint32Array): void {
  const length = to - from
  const blocksEnd = from + (length & ~15)
  let h1 = 0
  let h2 = 0
  let h3 = 0
  let h4 = 0
  for (let at = from; at < blocksEnd; at += 16) {
    h1 ^= Math.imul(rotl(Math.imul(word(bytes, at), C1), 15), C2)
    h1 = (Math.imul((rotl(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0
    h2 ^= Math.imul(rotl(Math.imul(word(bytes, at + 4), C2), 16), C3)
    h2 = (Math.imul((rotl(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0
    h3 ^= Math.imul(rotl(Math.imul(word(bytes, at + 8), C3), 17), C4)
    h3 = (Math.imul((rotl(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0
    h4 ^= Math.imul(rotl(Math.imul(word(bytes, at + 12), C4), 18), C1)
    h4 = (Math.imul((rotl(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0
  }
  const tail = to - blocksEnd
  if (tail > 12) h4 ^= Math.imul(rotl(Math.imul(partWord(bytes, blocksEnd + 12, to), C4), 18), C1)
  if (tail > 8) h3 ^= Math.imul(rotl(Math.imul(partWord(bytes, blocksEnd + 8, to), C3), 17), C4)
  if (tail > 4) h2 ^= Math.imul(rotl(Math.imul(partWord(bytes, blocksEnd + 4, to), C2), 16), C3)
  if (tail > 0) h1 ^= Math.imul(rotl(Math.imul(partWord(bytes, blocksEnd, to), C1), 15), C2)
  h1 ^= length
  h2 ^= length
  h3 ^= length
  h4 ^= length
  h1 = (h1 + h2 + h3 + h4) | 0
  h2 = (h2 + h1) | 0
  h3 = (h3 + h1) | 0
  h4 = (h4 + h1) | 0
  h1 = finish(h1)
  h2 = finish(h2)
  h3 = finish(h3)
  h4 = finish(h4)
  h1 = (h1 + h2 + h3 + h4) | 0
  out[0] = h1
  out[1] = h2 + h1
  out[2] = h3 + h1
  out[3] = h4 + h1
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/** The up to four bytes that are left. */
function partWord(bytes: Uint8Array, at: number, to: number): number {
  let value = bytes[at]!
  if (at + 1 < to) value |= bytes[at + 1]! << 8
  if (at + 2 < to) value |= bytes[at + 2]! << 16
  if (at + 3 < to) value |= bytes[at + 3]! << 24
  return value
}

function rotl(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function finish(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
