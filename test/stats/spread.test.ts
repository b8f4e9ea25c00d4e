import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nthSmallest, quantile, quantileOf } from '../../src-renderer/stats/spread'
import { runs } from '../runs'

const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 })), {
  minLength: 1,
  maxLength: 60,
})

describe('values in any order', () => {
  it('have the quantile that they have when sorted', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(0, 0.1, 0.5, 0.9, 1), (values, share) => {
        const sorted = Float64Array.from(values).sort()
        expect(quantileOf(Float64Array.from(values), share)).toBeCloseTo(quantile(sorted, share), 9)
      }),
      { numRuns: runs(300) },
    )
    expect(quantileOf(Float64Array.of(3, 1, 2, 10), 0.5)).toBe(2.5)
    expect(quantileOf(new Float64Array(), 0.5)).toBeNaN()
  })

  it('have the value that would stand at a place', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (values, nth) => {
        const place = nth % values.length
        const sorted = Float64Array.from(values).sort()
        // 0 and -0 are equal, and stand in either order.
        expect(nthSmallest(Float64Array.from(values), place) + 0).toBe(sorted[place]! + 0)
      }),
      { numRuns: runs(300) },
    )
  })
})
