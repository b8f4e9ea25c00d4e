import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chiSquareQuantile, chiSquareTail, tQuantile, tTwoSided } from '../../src-renderer/stats/distributions'
import { normalCdf, normalQuantile, normalTwoSided } from '../../src-renderer/stats/normal'

const close =
  (digits: number) =>
  (value: number, expected: number): void => {
    expect(value).toBeCloseTo(expected, digits)
  }

describe('distributions', () => {
  it('give the tables of the NIST/SEMATECH handbook (1.3.6.7.1 to 1.3.6.7.4)', () => {
    close(5)(normalCdf(1.96), 0.975)
    close(5)(normalCdf(0.5), 0.69146)
    for (const [p, degrees, t] of [
      [0.975, 1, 12.706],
      [0.975, 10, 2.228],
      [0.95, 30, 1.697],
      [0.999, 5, 5.893],
    ] as const)
      close(3)(tQuantile(p, degrees), t)
    for (const [p, degrees, x] of [
      [0.95, 1, 3.841],
      [0.95, 10, 18.307],
      [0.05, 10, 3.94],
      [0.999, 100, 149.449],
    ] as const)
      close(3)(chiSquareQuantile(p, degrees), x)
  })

  it('keep far tails (SciPy 1.17: 2*norm.cdf(-10), 2*t.cdf(-30, 5), chi2.sf(500, 1))', () => {
    expect(normalTwoSided(10) / 1.523970604832105e-23).toBeCloseTo(1, 9)
    expect(tTwoSided(30, 5) / 7.718648620496053e-7).toBeCloseTo(1, 9)
    expect(chiSquareTail(500, 1) / 9.505397766554137e-111).toBeCloseTo(1, 9)
  })

  it('are inverses, and a t with many degrees is the normal curve', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
        fc.double({ min: 0.5, max: 500, noNaN: true }),
        (p, degrees) => {
          expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12)
          expect(chiSquareTail(chiSquareQuantile(p, degrees), degrees)).toBeCloseTo(1 - p, 7)
          expect(tTwoSided(tQuantile(p, degrees), degrees)).toBeCloseTo(2 * Math.min(p, 1 - p), 7)
          expect(tTwoSided(normalQuantile(p), 1e9)).toBeCloseTo(normalTwoSided(normalQuantile(p)), 6)
        },
      ),
    )
  })

  it('hold for no deviation at all', () => {
    expect([normalTwoSided(0), tTwoSided(0, 3), chiSquareTail(0, 1)]).toEqual([1, 1, 1])
  })
})
