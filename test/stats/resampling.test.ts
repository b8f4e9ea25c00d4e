import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrap } from '../../src-renderer/stats/bootstrap'
import { normalQuantile } from '../../src-renderer/stats/normal'
import { seededRandom } from '../../src-renderer/stats/random'
import { MAD_TO_DEVIATION, median, medianAbsoluteDeviation, quantile } from '../../src-renderer/stats/spread'

describe('spread', () => {
  it("gives R's mad(1:9) = 2.9652, also with one wild value, and quantile(type = 7)", () => {
    expect(MAD_TO_DEVIATION * medianAbsoluteDeviation([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBeCloseTo(2.9652, 4)
    expect(MAD_TO_DEVIATION * medianAbsoluteDeviation([1, 2, 3, 4, 5, 6, 7, 8, 100])).toBeCloseTo(2.9652, 4)
    expect([0, 0.25, 0.5, 0.9, 1].map((share) => Number(quantile([1, 2, 3, 4, 10], share).toFixed(9)))).toEqual([
      1, 2, 3, 7.6, 10,
    ])
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([])).toBeNaN()
    expect(1 / MAD_TO_DEVIATION).toBeCloseTo(normalQuantile(0.75), 4)
  })
})

describe('seededRandom', () => {
  it('is the same for the same seed, another for another, and even', () => {
    const take = (seed: number, count: number): number[] => {
      const next = seededRandom(seed)
      return Array.from({ length: count }, next)
    }
    expect(take(7, 5)).toEqual(take(7, 5))
    expect(take(7, 5)).not.toEqual(take(8, 5))
    const bins = new Array<number>(10).fill(0)
    for (const value of take(1, 100_000)) bins[Math.floor(value * 10)]! += 1
    // 0.001 quantile of chi-square with 9 degrees is 27.9.
    expect(bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9)
  })
})

describe('bootstrap', () => {
  it('draws each unit once on average, as many as there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (units, seed) => {
        bootstrap(
          units,
          (times) => {
            expect(times.reduce((sum, one) => sum + one, 0)).toBe(units)
            return []
          },
          { rounds: 5, seed },
        )
      }),
    )
  })

  it('gives the interval of a mean that normal theory gives', () => {
    const next = seededRandom(3)
    const values = Array.from({ length: 2000 }, () => normalQuantile(Math.min(Math.max(next(), 1e-9), 1 - 1e-9)))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const [interval] = bootstrap(
      values.length,
      (times) => [times.reduce((sum, count, at) => sum + count * values[at]!, 0) / values.length],
      { rounds: 1000, seed: 5 },
    )
    expect(interval!.low).toBeCloseTo(mean - 1.96 / Math.sqrt(2000), 2)
    expect(interval!.high).toBeCloseTo(mean + 1.96 / Math.sqrt(2000), 2)
  })

  it('leaves out rounds without a figure, and is null where none has it', () => {
    expect(bootstrap(3, (times) => [Number.NaN, times[0]! === 0 ? Number.NaN : 4], { rounds: 50, seed: 1 })).toEqual([
      null,
      { low: 4, high: 4 },
    ])
  })
})
