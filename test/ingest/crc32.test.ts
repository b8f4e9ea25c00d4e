import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Crc32 } from '../../src-renderer/ingest/bytes/crc32'

/** Bit by bit, as RFC 1952 has it. */
function naiveCrc(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) {
    c ^= byte
    for (let bit = 0; bit < 8; bit++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0)
  }
  return ~c >>> 0
}

describe('the checksum of bytes that come in pieces', () => {
  it('is that of all of them, by whatever host', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (pieces) => {
        const all = naiveCrc(Buffer.concat(pieces))
        for (const sum of [new Crc32(), new Crc32(null)]) {
          for (const piece of pieces) sum.add(piece)
          expect([sum.value(), sum.copy().value()]).toEqual([all, all])
          sum.reset()
          expect(sum.value()).toBe(0)
        }
      }),
    )
    expect(naiveCrc(Buffer.from('123456789'))).toBe(0xcbf43926)
  })
})
