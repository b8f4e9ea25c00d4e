import gammainc from '@stdlib/math-base-special-gammainc'
import chiSquareQuantileOf from '@stdlib/stats-base-dists-chisquare-quantile'
import tCdfOf from '@stdlib/stats-base-dists-t-cdf'
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile'

/**
 * The distributions that tests and intervals need besides the normal one (stats/normal), from @stdlib (Apache-2.0). Tails are computed as tails, never as one
 * minus a probability near one, so that a p of 1e-40 comes out as that.
 */

/** The t with P(T <= t) = p for `degrees` degrees of freedom (any number above 0). */
export const tQuantile = (p: number, degrees: number): number => tQuantileOf(p, degrees)

/** P(|T| >= |t|) for `degrees` degrees of freedom. */
export const tTwoSided = (t: number, degrees: number): number => Math.min(1, 2 * tCdfOf(-Math.abs(t), degrees))

/** The x with P(X <= x) = p for chi-square with `degrees` degrees of freedom. */
export const chiSquareQuantile = (p: number, degrees: number): number => chiSquareQuantileOf(p, degrees)

/** P(X >= x) for chi-square with `degrees` degrees of freedom. */
export const chiSquareTail = (x: number, degrees: number): number =>
  x <= 0 ? 1 : gammainc(x / 2, degrees / 2, true, true)
