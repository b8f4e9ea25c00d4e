import fc from 'fast-check'
import type { Asked } from '../case'
import { randomScope, type RandomLog } from '../randomLog'
import { quantile, someMeasure, userValues, type AskedMeasure, type EntityChoice } from './entityValues'

export interface PairChoice extends EntityChoice {
  readonly measures: readonly [AskedMeasure, AskedMeasure]
  readonly xCut: number | null
  readonly yCut: number | null
  readonly mostPoints: number
}

export const pairChoice: fc.Arbitrary<PairChoice> = fc.record({
  scope: randomScope,
  ofActive: fc.boolean(),
  measures: fc.tuple(someMeasure, someMeasure),
  xCut: fc.constantFrom(null, null, 1, 2.5),
  yCut: fc.constantFrom(null, null, 0, 3),
  mostPoints: fc.constantFrom(5000, 5000, 2),
})

export function askedPair({ scope, ofActive, measures, xCut, yCut, mostPoints }: PairChoice): Asked {
  return {
    ...scope,
    who: ofActive ? 'active' : 'did',
    measures: measures.map((one, at) => ({ name: 'AB'[at], ...one })),
    x_cut: xCut,
    y_cut: yCut,
    most_points: mostPoints,
  }
}

/** A user with both values and the quadrant. */
export interface Quartered {
  readonly x: number
  readonly y: number
  readonly quadrant: string
}

/** Users with both values by the definition, and the cuts; null without any. */
export function quartered(
  log: RandomLog,
  choice: PairChoice,
): { readonly users: readonly Quartered[]; readonly xCut: number; readonly yCut: number } | null {
  const pairs = userValues(log, choice, choice.measures).map(({ values }) => ({ x: values[0]!, y: values[1]! }))
  if (pairs.length === 0) return null
  const xCut =
    choice.xCut ??
    quantile(
      pairs.map(({ x }) => x),
      0.5,
    )
  const yCut =
    choice.yCut ??
    quantile(
      pairs.map(({ y }) => y),
      0.5,
    )
  const nameOf = (isX: boolean, isY: boolean): string =>
    isX && isY ? 'both high' : isX ? 'first high' : isY ? 'second high' : 'both low'
  return { users: pairs.map(({ x, y }) => ({ x, y, quadrant: nameOf(x >= xCut, y >= yCut) })), xCut, yCut }
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

/** Pearson's correlation from its definition: mean product of the distances from the means, by both deviations. */
export function pearson(xs: readonly number[], ys: readonly number[]): number | null {
  if (new Set(xs).size < 2 || new Set(ys).size < 2) return null
  const [x, y] = [mean(xs), mean(ys)]
  const together = mean(xs.map((one, at) => (one - x) * (ys[at]! - y)))
  return together / Math.sqrt(mean(xs.map((one) => (one - x) ** 2)) * mean(ys.map((one) => (one - y) ** 2)))
}

/** Ranks from 1; equal values have the mean of the places that they take. */
function ranks(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return values.map((value) => mean(sorted.flatMap((other, at) => (other === value ? [at + 1] : []))))
}

/** Spearman's: Pearson's of the ranks. */
export function spearman(xs: readonly number[], ys: readonly number[]): number | null {
  return pearson(ranks(xs), ranks(ys))
}
