import { elementAt } from '../base/required'

/** How much an uneven mix costs, so that there is one best mix: a thousandth of the sum of squared weights. */
const EVENNESS = 0.001
const ROUNDS = 6000

/** The nearest point whose coordinates are 0 or more and add up to 1 (Held, Wolfe and Crowder 1974). */
function onSimplex(point: readonly number[]): number[] {
  const sorted = point.toSorted((a, b) => b - a)
  let [sum, shift] = [0, 0]
  sorted.forEach((value, at) => {
    sum += value
    const candidate = (sum - 1) / (at + 1)
    if (value > candidate) shift = candidate
  })
  return point.map((value) => Math.max(0, value - shift))
}

/**
 * The mix of series that is nearest to one: weights of 0 or more that add up to 1, with the least mean of squared
 * distances and a thousandth of the sum of squared weights (so that there is one such mix). By projected gradients with
 * Nesterov's steps (1983), to about nine digits. All series are as long as `goal`; none gives no weights.
 */
export function simplexFit(goal: readonly number[], series: readonly (readonly number[])[]): readonly number[] {
  const count = series.length
  if (count === 0) return []
  const days = Math.max(1, goal.length)
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * elementAt(b, at), 0) / days
  const gram = series.map((a, row) => series.map((b, column) => dot(a, b) + (row === column ? EVENNESS : 0)))
  const aims = series.map((one) => dot(one, goal))
  // No step is longer than what the steepest direction allows: the trace is no less than the largest eigenvalue.
  const step = 1 / gram.reduce((sum, row, at) => sum + elementAt(row, at), 0)
  const slow = Math.sqrt(EVENNESS * step)
  const momentum = (1 - slow) / (1 + slow)
  let weights: readonly number[] = Array<number>(count).fill(1 / count)
  let ahead = weights
  for (let round = 0; round < ROUNDS; round += 1) {
    const looked = ahead
    const next = onSimplex(
      looked.map((value, row) => {
        let slope = -elementAt(aims, row)
        elementAt(gram, row).forEach((cell, column) => {
          slope += cell * elementAt(looked, column)
        })
        return value - step * slope
      }),
    )
    const before = weights
    ahead = next.map((value, at) => value + momentum * (value - elementAt(before, at)))
    weights = next
    if (next.every((value, at) => Math.abs(value - elementAt(looked, at)) < 1e-13)) break
  }
  return weights
}
