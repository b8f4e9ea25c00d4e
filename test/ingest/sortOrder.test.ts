import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowNumbers, sortOrder } from '../../src-renderer/ingest/columns/sortOrder'

function check(values: readonly number[]): void {
  const order = rowNumbers(values.length)
  sortOrder(order, Float64Array.from(values))
  const expected = values.map((_, row) => row).sort((a, b) => values[a]! - values[b]! || a - b)
  expect([...order]).toEqual(expected)
}

describe('sortOrder', () => {
  it('sorts short lists and keeps ties in order', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -5, max: 5 })), check))
  })

  it('sorts long lists over any range', () => {
    for (const range of [1, 2, 100, 4096, 86_400_000_000, 2 ** 41 + 5, 2 ** 52]) {
      let state = 7
      check(
        Array.from({ length: 5000 }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          return Math.floor((state / 2 ** 32) * range) - 2 ** 50 + (state % 2)
        }),
      )
    }
  })

  it('sorts with wide digits', () => {
    const values = Array.from({ length: 150_000 }, (_, i) => ((i * 7919) % 150_000) * 12_345_678 + (i % 3))
    check(values)
  })

  it('sorts only the rows it is given', () => {
    const order = Int32Array.of(4, 0, 2)
    sortOrder(order, Float64Array.of(9, 1, 3, 0, 5))
    expect([...order]).toEqual([2, 4, 0])
  })
})
