import { elementAt } from '../base/required'

/** How much large weights cost, so that there is one best fit even where a column parts the outcomes: half of their squares. */
const RIDGE = 1
const ROUNDS = 100

/** The solution of a symmetric, positive definite system (Cholesky). */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length
  const lower = matrix.map((row) => Float64Array.from(row))
  const at = (row: number, column: number): number => elementAt(elementAt(lower, row), column)
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = at(row, column)
      for (let k = 0; k < column; k++) sum -= at(row, k) * at(column, k)
      elementAt(lower, row)[column] = row === column ? Math.sqrt(sum) : sum / at(column, column)
    }
  const result = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) result[row] = elementAt(result, row) - at(row, k) * elementAt(result, k)
    result[row] = elementAt(result, row) / at(row, row)
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) result[row] = elementAt(result, row) - at(k, row) * elementAt(result, k)
    result[row] = elementAt(result, row) / at(row, row)
  }
  return result
}

/** A column less its mean, divided by its standard deviation (over n); null where it does not vary. */
function standardised(column: Float64Array): Float64Array | null {
  const count = column.length
  const mean = column.reduce((sum, one) => sum + one, 0) / count
  const spread = Math.sqrt(column.reduce((sum, one) => sum + (one - mean) ** 2, 0) / count)
  return spread <= 1e-12 * Math.max(1, Math.abs(mean)) ? null : column.map((one) => (one - mean) / spread)
}

/**
 * Logistic regression: the log odds of each row's outcome. Columns are standardised, and the sum of squared weights,
 * halved, is added to the loss (the intercept's is free), so that there is one best fit. By Newton's steps.
 */
export function logisticLogits(columns: readonly Float64Array[], outcomes: readonly boolean[]): Float64Array {
  const ones = new Float64Array(outcomes.length).fill(1)
  const features = [ones, ...columns.flatMap((column) => standardised(column) ?? [])]
  const size = features.length
  const weights = new Float64Array(size)
  const logits = new Float64Array(outcomes.length)
  for (let round = 0; round < ROUNDS; round++) {
    const slope = new Float64Array(size)
    const curve = features.map(() => new Float64Array(size))
    const chance = logits.map((one) => 1 / (1 + Math.exp(-one)))
    features.forEach((feature, row) => {
      let sum = row === 0 ? 0 : -RIDGE * elementAt(weights, row)
      feature.forEach((value, user) => {
        sum += value * ((elementAt(outcomes, user) ? 1 : 0) - elementAt(chance, user))
      })
      slope[row] = sum
      for (let column = 0; column <= row; column++) {
        const other = elementAt(features, column)
        let product = row === column && row > 0 ? RIDGE : 0
        feature.forEach((value, user) => {
          const one = elementAt(chance, user)
          product += value * elementAt(other, user) * Math.max(1e-10, one * (1 - one))
        })
        elementAt(curve, row)[column] = product
        elementAt(curve, column)[row] = product
      }
    })
    const step = solve(curve, slope)
    // A step that is too long for the curve at its end is shortened.
    const longest = Math.max(...step.map(Math.abs))
    const part = Math.min(1, 2 / longest)
    step.forEach((one, row) => {
      weights[row] = elementAt(weights, row) + part * one
    })
    logits.fill(0)
    features.forEach((feature, row) => {
      const weight = elementAt(weights, row)
      feature.forEach((value, user) => {
        logits[user] = elementAt(logits, user) + weight * value
      })
    })
    if (longest < 1e-11) break
  }
  return logits
}
