import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { goodnessOfFit } from '../../src-renderer/stats/goodnessOfFit'
import { holm } from '../../src-renderer/stats/holm'
import { welch, type Sample } from '../../src-renderer/stats/means'
import {
  detectableMean,
  detectableRise,
  powerForMeans,
  powerForProportions,
  sizeForMeans,
  sizeForProportions,
} from '../../src-renderer/stats/power'

function sample(values: readonly number[]): Sample {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    count: values.length,
    mean,
    variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
  }
}

describe('welch', () => {
  it("gives Student's sleep data as R does: t.test(extra ~ group, data = sleep)", () => {
    const found = welch(
      sample([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]),
      sample([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]),
    )!
    expect(found.statistic).toBeCloseTo(-1.8608, 4)
    expect(found.degrees).toBeCloseTo(17.776, 3)
    expect(found.p).toBeCloseTo(0.07939, 5)
    expect(found.low).toBeCloseTo(-3.3654832, 6)
    expect(found.high).toBeCloseTo(0.2054832, 6)
  })

  it("gives the NIST/SEMATECH handbook's miles per gallon, unequal variances (1.3.5.3): t -12.946, 136.875 degrees", () => {
    const found = welch(
      { count: 249, mean: 20.14458, variance: 6.4147 ** 2 },
      { count: 79, mean: 30.48101, variance: 6.10771 ** 2 },
    )!
    expect(found.statistic).toBeCloseTo(-12.94627, 4)
    expect(found.degrees).toBeCloseTo(136.875, 2)
  })

  it('finds nothing in too few values or no spread', () => {
    expect(welch(sample([1]), sample([1, 2]))).toBeNull()
    expect(welch(sample([2, 2]), sample([2, 2]))).toMatchObject({ difference: 0, low: 0, high: 0, p: 1 })
    expect(welch(sample([3, 3]), sample([2, 2]))).toMatchObject({ difference: 1, p: 0 })
  })

  it('is significant at 5 % exactly where the interval leaves 0 out', () => {
    const some = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(some, some, (one, two) => {
        const found = welch(sample(one), sample(two))!
        fc.pre(found.statistic !== null && Math.abs(found.p - 0.05) > 1e-6)
        expect(found.low > 0 || found.high < 0).toBe(found.p < 0.05)
      }),
    )
  })
})

describe('goodnessOfFit', () => {
  it(
    "gives Mendel's peas (0.470, p 0.925) and R's chisq.test examples (9.9901, p 0.041; 5.7947, p 0.215; 2.5, p " +
      '0.2865)',
    () => {
      for (const [counts, shares, statistic, p] of [
        [[315, 101, 108, 32], [9, 3, 3, 1], 0.47, 0.925],
        [[89, 37, 30, 28, 2], [40, 20, 20, 15, 5], 9.9901, 0.0406],
        [[89, 37, 30, 28, 2], [0.4, 0.2, 0.2, 0.19, 0.01], 5.7947, 0.215],
        [[20, 15, 25], [1, 1, 1], 2.5, 0.2865],
      ] as const) {
        const found = goodnessOfFit(counts, shares)!
        expect(found.statistic).toBeCloseTo(statistic, 3)
        expect(found.p).toBeCloseTo(p, 3)
      }
    },
  )

  it(
    'finds the sample ratio mismatch of Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments, ch. 3: p ' +
      '1.8e-6',
    () => {
      expect(goodnessOfFit([821_588, 815_482], [1, 1])!.p).toBeCloseTo(1.8e-6, 7)
    },
  )

  it('has nothing to say of one group or of nobody', () => {
    expect([goodnessOfFit([5], [1]), goodnessOfFit([0, 0], [1, 1])]).toEqual([null, null])
  })
})

describe('holm', () => {
  it('adjusts as R\'s p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm") and rejects as Holm\'s four hypotheses', () => {
    expect(holm([0.01, 0.02, 0.03, 0.04, 0.05]).map((p) => Number(p!.toFixed(10)))).toEqual([
      0.05, 0.08, 0.09, 0.09, 0.09,
    ])
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => p! <= 0.05)).toEqual([true, false, false, true])
    expect(holm([0.01, null, 0.9])).toEqual([0.02, null, 0.9])
  })

  it('rejects what the step-down rule rejects', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (ps) => {
        const sorted = [...ps].sort((one, two) => one - two)
        const stop = sorted.findIndex((p, at) => p * (ps.length - at) > 0.05)
        const rejected = stop === -1 ? sorted.length : stop
        expect(holm(ps).filter((p) => p! <= 0.05)).toHaveLength(rejected)
      }),
    )
  })
})

describe('power', () => {
  const certainty = (power: number, ratio = 1) => ({ alpha: 0.05, power, ratio })

  it("gives R's power.prop.test examples: n = 50 for 0.50 and 0.75 has power 0.740; power 0.90 needs n = 76.7", () => {
    expect(powerForProportions(0.5, 0.75, 50, 0.05, 1)).toBeCloseTo(0.74, 3)
    expect(sizeForProportions(0.5, 0.75, certainty(0.9))).toBeCloseTo(76.7, 1)
  })

  it(
    "gives Rosner's blood pressures (Fundamentals of Biostatistics, 8.10): 152 in each group, or 108 and twice " +
      'that; 100 in each have power 0.62',
    () => {
      expect(Math.ceil(sizeForMeans(5.42, 15.34, 18.23, certainty(0.8)))).toBe(152)
      expect(Math.ceil(sizeForMeans(5.42, 15.34, 18.23, certainty(0.8, 2)))).toBe(108)
      expect(powerForMeans(5.42, 15.34, 18.23, 100, 0.05, 1)).toBeCloseTo(0.62, 2)
    },
  )

  it('are inverses of each other', () => {
    const share = fc.integer({ min: 2, max: 90 }).map((percent) => percent / 100)
    fc.assert(
      fc.property(
        share,
        share,
        fc.double({ min: 0.3, max: 0.99, noNaN: true }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (one, two, power, ratio) => {
          fc.pre(one !== two)
          const size = sizeForProportions(one, two, certainty(power, ratio))
          expect(powerForProportions(one, two, size, 0.05, ratio)).toBeCloseTo(power, 9)
          const means = sizeForMeans(one - two, 1, 2, certainty(power, ratio))
          expect(powerForMeans(one - two, 1, 2, means, 0.05, ratio)).toBeCloseTo(power, 9)
          expect(detectableMean(1, 2, means, certainty(power, ratio))).toBeCloseTo(Math.abs(one - two), 9)
          if (two < one) return
          const rise = detectableRise(one, size, certainty(power, ratio))!
          expect(rise).toBeLessThanOrEqual(two - one + 1e-9)
          expect(sizeForProportions(one, one + rise, certainty(power, ratio)) / size).toBeCloseTo(1, 6)
        },
      ),
    )
  })

  it('is endless for no difference, and says so when no rise can be found', () => {
    expect(sizeForProportions(0.2, 0.2, certainty(0.8))).toBe(Infinity)
    expect(detectableRise(0.9, 3, certainty(0.8))).toBeNull()
  })
})
