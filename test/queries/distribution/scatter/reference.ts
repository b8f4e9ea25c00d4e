import type { RandomLog } from '../../randomLog'
import { quartered, type PairChoice, type Quartered } from '../pairChoice'

/** The points from the definition: users of the same two values, or of the same cell and quadrant. */
export function referenceScatter(log: RandomLog, choice: PairChoice): readonly object[] {
  const found = quartered(log, choice)
  if (found === null) return []
  const { users, xCut, yCut } = found
  const inCells = new Set(users.map(({ x, y }) => JSON.stringify([x, y]))).size > choice.mostPoints
  const placeOf = (value: number, all: readonly number[]): number => {
    const [least, most] = [Math.min(...all), Math.max(...all)]
    return least === most ? 0 : Math.min(69, Math.floor((70 * (value - least)) / (most - least)))
  }
  const [xs, ys] = [users.map(({ x }) => x), users.map(({ y }) => y)]
  const cellOf = ({ x, y }: Quartered): string => `${placeOf(x, xs)}, ${placeOf(y, ys)}`
  const keyOf = (one: Quartered): string => JSON.stringify([one.quadrant, inCells ? cellOf(one) : [one.x, one.y]])
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
  return [...new Set(users.map(keyOf))]
    .map((key) => {
      const own = users.filter((one) => keyOf(one) === key)
      const [one] = own
      return {
        x: inCells ? mean(own.map(({ x }) => x)) : one!.x,
        y: inCells ? mean(own.map(({ y }) => y)) : one!.y,
        n: own.length,
        quadrant: one!.quadrant,
        cell: inCells ? cellOf(one!) : null,
        x_cut: xCut,
        y_cut: yCut,
      }
    })
    .sort((a, b) => a.x - b.x || a.y - b.y || (a.quadrant < b.quadrant ? -1 : 1))
}
