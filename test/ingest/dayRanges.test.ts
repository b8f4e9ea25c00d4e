import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangesOfDays } from '../../src-renderer/ingest/columns/dayRanges'
import { runs } from '../runs'

const daysOf = (ranges: readonly (readonly { readonly day: number }[])[]): readonly (readonly number[])[] =>
  ranges.map((range) => range.map(({ day }) => day))
const days = (...list: readonly (readonly [number, number])[]): readonly { day: number; bytes: number }[] =>
  list.map(([day, bytes]) => ({ day, bytes }))

describe('ranges of days', () => {
  it('hold neighbours up to a size, and a larger day alone', () => {
    expect(daysOf(rangesOfDays(days([1, 4], [2, 4], [9, 2], [10, 1], [11, 30], [12, 3]), 10))).toEqual([
      [1, 2, 9],
      [10],
      [11],
      [12],
    ])
    expect(daysOf(rangesOfDays(days([1, 0], [2, 1], [3, 1]), 0))).toEqual([[1], [2], [3]])
  })

  it('end where a file is to begin, be that a day with rows or one without', () => {
    expect(daysOf(rangesOfDays(days([1, 1], [2, 1], [5, 1], [6, 1]), 100, [2, 4]))).toEqual([[1], [2], [5, 6]])
  })

  it('leave rows without a day, and dates that are no four digits, alone', () => {
    const odd = days([-2e9, 1], [-719_529, 1], [-719_528, 1], [0, 1], [2_932_896, 1], [2_932_897, 1], [2_932_898, 1])
    expect(daysOf(rangesOfDays(odd, 100))).toEqual([
      [-2e9],
      [-719_529],
      [-719_528, 0, 2_932_896],
      [2_932_897],
      [2_932_898],
    ])
  })

  it('are as few as the order of days allows, each within the size', () => {
    const sized = fc
      .uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 40 })
      .chain((list) =>
        fc.tuple(...list.sort((a, b) => a - b).map((day) => fc.record({ day: fc.constant(day), bytes: fc.nat(9) }))),
      )
    fc.assert(
      fc.property(sized, fc.integer({ min: 1, max: 30 }), (list, most) => {
        const ranges = rangesOfDays(list, most)
        expect(ranges.flat()).toEqual(list)
        const bytes = ranges.map((range) => range.reduce((sum, one) => sum + one.bytes, 0))
        ranges.forEach((range, index) => {
          expect(range.length === 1 || bytes[index]! <= most).toBe(true)
          const next = ranges[index + 1]?.[0]
          if (next !== undefined) expect(bytes[index]! + next.bytes).toBeGreaterThan(most)
        })
      }),
      { numRuns: runs(100) },
    )
  })
})
