import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdSet } from '../../src-renderer/ingest/rows/dedupe'
import { hash128 } from '../../src-renderer/ingest/bytes/murmur3'

function hex(text: string): string {
  const out = new Uint32Array(4)
  const bytes = new TextEncoder().encode(`..${text}`)
  hash128(bytes, 2, bytes.length, out)
  return [...out].map((word) => word.toString(16).padStart(8, '0')).join('')
}

describe('hash128', () => {
  it('is MurmurHash3 x86_128, by the published values', () => {
    // From the reference implementation (smhasher) through the test vectors of the murmurhash3js and imurmurhash
    // packages.
    expect(hex('')).toBe('00000000000000000000000000000000')
    expect(hex('I will not buy this record, it is scratched.')).toBe('a0a9683b25ac5e40d9af2895890dddf5')
  })

  it('differs where a single character differs, at every length', () => {
    const seen = new Set<string>()
    for (let length = 0; length < 70; length++) {
      seen.add(hex('a'.repeat(length)))
      for (let at = 0; at < length; at++) seen.add(hex(`${'a'.repeat(at)}b${'a'.repeat(length - at - 1)}`))
    }
    expect(seen.size).toBe(70 + (69 * 70) / 2)
  })
})

describe('IdSet', () => {
  it('answers as a Set does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3 }), fc.uuid()), { maxLength: 400 }),
        (ids) => {
          const set = new IdSet()
          const model = new Set<string>()
          for (const id of ids) {
            expect(set.add(id)).toBe(!model.has(id))
            model.add(id)
          }
          expect(set.count).toBe(model.size)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('grows, and still knows all', () => {
    const set = new IdSet()
    for (let i = 0; i < 200_000; i++) if (!set.add(`event-${i}`)) throw new Error(`event-${i} is new`)
    for (let i = 0; i < 200_000; i++) if (set.add(`event-${i}`)) throw new Error(`event-${i} is known`)
    expect(set.count).toBe(200_000)
  })

  it('holds 5 million ids in less than 250 MB', () => {
    expect(new IdSet(5_000_000).bytes).toBeLessThan(250e6)
    // What growing needs for a moment: the old table and the new one.
    expect(new IdSet(5_000_000).bytes * 1.5).toBeLessThan(250e6)
  })
})
