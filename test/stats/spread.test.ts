import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nthSmallest, quantile, quantileOf, quantilesOf } from '../../src-renderer/stats/spread'
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

  it('have the same where they are many, spread out, heaped or all alike', () => {
    const kinds: readonly ((nth: number, random: number) => number)[] = [
      (_, random) => random * 1e12,
      (_, random) => Math.floor(random * 5) - 2,
      (nth, random) => (nth === 0 ? -1e300 : random),
      () => 7,
      (_, random) => (random - 0.5) * 1e-310,
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 2040, max: 3000 }),
        (kind, random, count) => {
          const values = Float64Array.from({ length: count }, (_, nth) =>
            kind(nth, (random[nth % random.length]! * 7919 + nth * 0.618) % 1),
          )
          const sorted = values.toSorted()
          const shares = [0, 0.1, 0.5, 0.9, 1]
          const found = quantilesOf(Float64Array.from(values), shares)
          shares.forEach((share, at) => expect(found[at]! + 0).toBe(quantile(sorted, share) + 0))
        },
      ),
      { numRuns: runs(100) },
    )
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
