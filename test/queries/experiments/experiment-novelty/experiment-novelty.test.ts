import { describe, expect, it } from 'vitest'
import { trendOf } from '../../../../queries/experiments/experiment-novelty/trend'

describe('trendOf', () => {
  const point = (day: number, difference: number, error: number) => ({
    day,
    difference,
    low: difference - 1.959964 * error,
    high: difference + 1.959964 * error,
    confidence: 0.95,
  })

  it('gives the slope of the straight line and its p (R: summary(lm(y ~ x, weights = 1 / s^2)), errors known)', () => {
    // By hand: slopes of equal weights 1: days 0 to 4 have a spread of 10, so the error of the slope is 1/sqrt(10).
    const found = trendOf([0, 1, 2, 3, 4].map((day) => point(day, 5 - 0.5 * day, 1)))!
    expect(found.slope).toBeCloseTo(-0.5, 9)
    expect(found.p).toBeCloseTo(0.11385, 4)
  })

  it('weighs certain days more, and says nothing of two', () => {
    const found = trendOf([point(0, 0, 0.01), point(1, 1, 0.01), point(2, 50, 1000)])!
    expect(found.slope).toBeCloseTo(1, 3)
    expect(trendOf([point(0, 0, 1), point(1, 1, 1)])).toBeNull()
    expect(trendOf([point(0, 0, 0), point(1, 1, 0), point(2, 2, 0)])).toBeNull()
  })
})
