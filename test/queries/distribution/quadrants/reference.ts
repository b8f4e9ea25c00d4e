import type { RandomLog } from '../../randomLog'
import { pearson, quartered, spearman, type PairChoice } from '../pairChoice'

/** The four quadrants from the definition. */
export function referenceQuadrants(log: RandomLog, choice: PairChoice): readonly object[] {
  const found = quartered(log, choice)
  if (found === null) return []
  const { users, xCut, yCut } = found
  const [xs, ys] = [users.map(({ x }) => x), users.map(({ y }) => y)]
  return ['both high', 'first high', 'second high', 'both low'].map((quadrant) => {
    const own = users.filter((one) => one.quadrant === quadrant)
    const meanOf = (values: readonly number[]): number | null =>
      values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
    return {
      quadrant,
      n: own.length,
      share: (100 * own.length) / users.length,
      mean_x: meanOf(own.map(({ x }) => x)),
      mean_y: meanOf(own.map(({ y }) => y)),
      x_cut: xCut,
      y_cut: yCut,
      pearson: pearson(xs, ys),
      spearman: spearman(xs, ys),
    }
  })
}
