import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeQuantiles } from '../../../queries/trends/trends/wholeNumbers'
import { quantile } from '../../../src-renderer/stats/spread'

const pace = (): Promise<void> => Promise.resolve()

describe('quantiles of whole numbers over windows', () => {
  it('are those of the sorted amounts of each window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('3', '4', '6', '9', '10'),
          fc.array(fc.integer({ min: -4, max: 6 }), { minLength: 1 }),
          { minKeys: 1 },
        ),
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom(0.25, 0.5, 0.9, 0.99),
        async (lists, window, share) => {
          const buckets = new Map(Object.entries(lists).map(([bucket, amounts]) => [Number(bucket), amounts]))
          const found = await wholeQuantiles(buckets, share, window, pace)
          const all = [...buckets.values()].flat()
          const ends = Math.max(...buckets.keys()) + window - Math.min(...buckets.keys())
          const isMany = ends * (Math.max(...all) - Math.min(...all) + 1) <= all.length * window
          expect(found === null).toBe(!isMany)
          if (found === null) return
          for (let end = 0; end < 20; end += 1) {
            const held = [...buckets].filter(([bucket]) => bucket <= end && bucket > end - window)
            const sorted = held.flatMap(([, amounts]) => amounts).toSorted((a, b) => a - b)
            if (sorted.length === 0) expect(found.has(end)).toBe(false)
            else expect(found.get(end)).toBeCloseTo(quantile(sorted, share), 12)
          }
        },
      ),
    )
  })

  it('are worked by hand', async () => {
    const buckets = new Map([
      [1, [1, 1, 1, 2]],
      [2, [5, 5, 5, 5]],
    ])
    const found = await wholeQuantiles(buckets, 0.5, 3, pace)
    // 1 1 1 2; with 5 5 5 5 halfway between 2 and 5; the same; 5 5 5 5.
    expect([...found!]).toEqual([
      [1, 1],
      [2, 3.5],
      [3, 3.5],
      [4, 5],
    ])
  })

  it('are left to others for fractions, and for values far apart', async () => {
    expect(await wholeQuantiles(new Map([[1, [0.5, 1]]]), 0.5, 2, pace)).toBeNull()
    expect(await wholeQuantiles(new Map([[1, [0, 1e6]]]), 0.5, 2, pace)).toBeNull()
  })
})
