import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Arena } from '../../src-renderer/base/arena'
import { BytePool } from '../../src-renderer/base/bytePool'

test('what lies in an arena at once does not overlap, and its memory is used again', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300_000), { maxLength: 12 }), (counts) => {
      const arena = Arena.own()
      const buffers = new Set<ArrayBufferLike>()
      for (const round of [1, 2, 3]) {
        arena.clear()
        const arrays = counts.map((count, index) => (index % 2 === 0 ? arena.integers(count) : arena.doubles(count)))
        for (const [index, array] of arrays.entries()) array.fill(index + round)
        for (const [index, array] of arrays.entries()) {
          expect(array.length).toBe(counts[index])
          expect(array.every((value) => value === index + round)).toBe(true)
        }
        if (round === 1) for (const buffer of arena.used) buffers.add(buffer)
        expect(arena.used.every((buffer) => buffers.has(buffer))).toBe(true)
      }
    }),
    { numRuns: 10 },
  )
})

test('a pool gives memory out once at a time', () => {
  const pool = new BytePool()
  const first = pool.take(100)
  const second = pool.take(100)
  expect(second.buffer).not.toBe(first.buffer)
  pool.giveBack(first)
  const third = pool.take(200)
  expect(third.buffer).toBe(first.buffer)
  expect(third.length).toBe(200)
  pool.giveBack(third)
  expect(pool.take(3 * 2 ** 20).length).toBe(3 * 2 ** 20)
})
