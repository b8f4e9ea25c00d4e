import normalCdfOf from '@stdlib/stats-base-dists-normal-cdf'
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile'

/** The normal distribution, apart from the others (stats/distributions), which are five times as much to fetch. */

/** The z with P(Z <= z) = p, for p from 0 to 1. */
export const normalQuantile = (p: number): number => normalQuantileOf(p, 0, 1)

/** P(Z <= z). */
export const normalCdf = (z: number): number => normalCdfOf(z, 0, 1)

/** P(|Z| >= |z|). */
export const normalTwoSided = (z: number): number => Math.min(1, 2 * normalCdfOf(-Math.abs(z), 0, 1))
