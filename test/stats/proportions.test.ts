import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomialTest, clopperPearson, fisherTest, needsExact } from '../../src-renderer/stats/exact'
import { compareProportions, newcombe, type Count } from '../../src-renderer/stats/proportions'
import { wilson } from '../../src-renderer/stats/wilson'

const of = (successes: number, trials: number): Count => ({ successes, trials })
const counts = (max: number) =>
  fc
    .integer({ min: 1, max })
    .chain((trials) => fc.integer({ min: 0, max: trials }).map((successes) => of(successes, trials)))

describe('wilson', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])(
    '%i of %i as in Newcombe 1998 (Statistics in Medicine 17:857, table I, method 3)',
    (successes, trials, low, high) => {
      const interval = wilson(successes, trials)
      expect(interval.low).toBeCloseTo(low, 4)
      expect(interval.high).toBeCloseTo(high, 4)
    },
  )

  it('has the share at which the z test is just significant at each end', () => {
    fc.assert(
      fc.property(counts(5000), ({ successes, trials }) => {
        for (const end of Object.values(wilson(successes, trials)) as number[]) {
          if (end <= 0 || end >= 1) continue
          expect(Math.abs(successes / trials - end) / Math.sqrt((end * (1 - end)) / trials)).toBeCloseTo(1.959964, 5)
        }
      }),
    )
  })

  it('stays within 0 and 1, holds the share, and says 0 to 1 of nothing', () => {
    fc.assert(
      fc.property(
        counts(1_000_000),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        ({ successes, trials }, confidence) => {
          const { low, high } = wilson(successes, trials, confidence)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(low).toBeLessThanOrEqual(successes / trials)
          expect(high).toBeGreaterThanOrEqual(successes / trials)
          expect(high).toBeLessThanOrEqual(1)
        },
      ),
    )
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
    expect(() => wilson(3, 2)).toThrow(RangeError)
    expect(() => wilson(NaN, 2)).toThrow(RangeError)
  })
})

describe('compareProportions', () => {
  it(
    'gives the aspirin study of Agresti, Introduction to Categorical Data Analysis, 2.2: 0.0077, interval 0.005 to ' +
      '0.011, chi-square 25.01',
    () => {
      const found = compareProportions(of(189, 11034), of(104, 11037))!
      expect(found.difference).toBeCloseTo(0.0077, 4)
      expect(found.low).toBeCloseTo(0.005, 3)
      expect(found.high).toBeCloseTo(0.011, 3)
      expect(found.statistic! ** 2).toBeCloseTo(25.01, 2)
      expect(found.p).toBeLessThan(1e-6)
    },
  )

  it.each([
    [56, 70, 48, 80, 0.0575, 0.3425, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.2605, 0.9395, 0.1705, 0.809],
    [10, 10, 0, 10, 1, 1, 0.6075, 1],
  ])(
    '%i/%i against %i/%i: methods 1 and 10 of Newcombe 1998 (Statistics in Medicine 17:873, table II)',
    (a, m, b, n, waldLow, waldHigh, low, high) => {
      const wald = compareProportions(of(a, m), of(b, n))!
      const score = newcombe(of(a, m), of(b, n))!
      for (const [value, expected] of [
        [wald.low, waldLow],
        [wald.high, waldHigh],
        [score.low, low],
        [score.high, high],
      ] as const)
        expect(value).toBeCloseTo(expected, 4)
    },
  )

  it('turns its sign with the sides, keeps p, and has nothing to test where all are alike', () => {
    fc.assert(
      fc.property(counts(2000), counts(2000), (one, two) => {
        const [there, back] = [compareProportions(one, two)!, compareProportions(two, one)!]
        expect(there.difference).toBeCloseTo(-back.difference, 12)
        expect(there.low).toBeCloseTo(-back.high, 12)
        expect(there.p).toBeCloseTo(back.p, 12)
        const score = newcombe(one, two)!
        expect(score.low).toBeGreaterThanOrEqual(-1 - 1e-12)
        expect(score.high).toBeLessThanOrEqual(1 + 1e-12)
        expect(score.low).toBeLessThanOrEqual(there.difference)
        expect(score.high).toBeGreaterThanOrEqual(there.difference)
      }),
    )
    expect(compareProportions(of(0, 5), of(0, 9))).toMatchObject({ difference: 0, statistic: null, p: 1 })
    expect(compareProportions(of(0, 0), of(1, 2))).toBeNull()
    expect(newcombe(of(0, 0), of(1, 2))).toBeNull()
  })
})

describe('exact tests', () => {
  it('binomial: R, binom.test(682, 925, p = 0.75) (Conover 1971): p 0.3825, interval 0.7076683 to 0.7654066', () => {
    expect(binomialTest(of(682, 925), 0.75)).toBeCloseTo(0.3825, 4)
    const { low, high } = clopperPearson(of(682, 925))
    expect(low).toBeCloseTo(0.7076683, 6)
    expect(high).toBeCloseTo(0.7654066, 6)
  })

  it("Fisher: the tea tasting (Agresti 1990, R's fisher.test): 0.4857; twins convicted of crime: 0.0005367", () => {
    expect(fisherTest(of(3, 4), of(1, 4))).toBeCloseTo(0.4857, 4)
    expect(fisherTest(of(2, 17), of(10, 13))).toBeCloseTo(0.0005367, 7)
  })

  it('agree with counting every outcome', () => {
    const choose = (n: number, k: number): number =>
      Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((product, one) => product * one, 1)
    fc.assert(
      fc.property(counts(14), counts(14), fc.integer({ min: 1, max: 9 }), (one, two, tenths) => {
        const share = tenths / 10
        const binomial = (k: number): number => choose(one.trials, k) * share ** k * (1 - share) ** (one.trials - k)
        const atMost = (all: number[], seen: number): number =>
          all.filter((p) => p <= seen * (1 + 1e-7)).reduce((sum, p) => sum + p, 0)
        expect(binomialTest(one, share)).toBeCloseTo(
          Math.min(
            1,
            atMost(
              Array.from({ length: one.trials + 1 }, (_, k) => binomial(k)),
              binomial(one.successes),
            ),
          ),
          9,
        )
        const all = one.successes + two.successes
        const table = (k: number): number =>
          k > one.trials || all - k > two.trials || all < k
            ? 0
            : (choose(one.trials, k) * choose(two.trials, all - k)) / choose(one.trials + two.trials, all)
        expect(fisherTest(one, two)).toBeCloseTo(
          Math.min(
            1,
            atMost(
              Array.from({ length: one.trials + 1 }, (_, k) => table(k)),
              table(one.successes),
            ),
          ),
          9,
        )
      }),
    )
  })

  it('hold at the edges', () => {
    expect(binomialTest(of(0, 4), 0)).toBe(1)
    expect(binomialTest(of(1, 4), 0)).toBe(0)
    expect(clopperPearson(of(0, 0))).toEqual({ low: 0, high: 1 })
    expect(fisherTest(of(0, 5), of(0, 7))).toBe(1)
    expect([
      needsExact(of(5, 10), of(5, 10)),
      needsExact(of(4, 10), of(5, 10)),
      needsExact(of(0, 1000), of(9, 1000)),
    ]).toEqual([false, true, true])
  })
})
