import { equalRows } from './equalRows'

/** How much large weights cost, so that there is one best fit even where a column parts the outcomes: half of their squares. */
const RIDGE = 1
const ROUNDS = 100
/** Steps square what is lacking: after one as small as this nothing is left of it. */
const LAST_STEP = 1e-9

/** The lower half of a symmetric, positive definite matrix, row after row, as its Cholesky factor, in its place. */
function factorise(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column]!
      for (let k = 0; k < column; k += 1) sum -= matrix[row * size + k]! * matrix[column * size + k]!
      matrix[row * size + column] = row === column ? Math.sqrt(sum) : sum / matrix[column * size + column]!
    }
}

/** The solution of a symmetric, positive definite system, of which the lower half is given and overwritten. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  factorise(matrix, size)
  const result = right.slice()
  for (let row = 0; row < size; row += 1) {
    for (let k = 0; k < row; k += 1) result[row]! -= matrix[row * size + k]! * result[k]!
    result[row]! /= matrix[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let k = row + 1; k < size; k += 1) result[row]! -= matrix[k * size + row]! * result[k]!
    result[row]! /= matrix[row * size + row]!
  }
  return result
}

/** A column divided by its standard deviation (over n); null where it does not vary. */
interface Feature {
  readonly column: Float64Array
  /** What is taken off first. The intercept takes up any shift: of mostly zeros nothing, so that zeros they stay. */
  readonly shift: number
  readonly spread: number
}

function featureOf(column: Float64Array): Feature | null {
  const { length } = column
  let [sum, zeros] = [0, 0]
  for (let row = 0; row < length; row += 1) {
    sum += column[row]!
    if (column[row] === 0) zeros += 1
  }
  const mean = sum / length
  let squares = 0
  for (let row = 0; row < length; row += 1) squares += (column[row]! - mean) ** 2
  const spread = Math.sqrt(squares / length)
  return spread <= 1e-12 * Math.max(1, Math.abs(mean)) ? null : { column, shift: 2 * zeros > length ? 0 : mean, spread }
}

/** What is not 0 of rows, with a 1 for the intercept: that of row r is starts[r] to starts[r + 1]. */
interface Rows {
  readonly starts: Int32Array
  readonly places: Uint16Array
  readonly values: Float64Array
}

/** The rows at some places of the columns. */
function rowsOf(features: readonly Feature[], rows: Int32Array): Rows {
  const starts = new Int32Array(rows.length + 1)
  const room = rows.length * (features.length + 1)
  const [places, values] = [new Uint16Array(room), new Float64Array(room)]
  let end = 0
  for (let row = 0; row < rows.length; row += 1) {
    values[end++] = 1
    for (let at = 0; at < features.length; at += 1) {
      const { column, shift, spread } = features[at]!
      const value = column[rows[row]!]! - shift
      if (value === 0) continue
      places[end] = at + 1
      values[end++] = value / spread
    }
    starts[row + 1] = end
  }
  return { starts, places, values }
}

/** Rows, each as often as it comes and as often as its outcome is 1. */
interface CountedRows extends Rows {
  readonly counts: Float64Array
  readonly ones: Float64Array
}

function logitsOf({ starts, places, values }: Rows, weights: Float64Array, into: Float64Array): void {
  for (let row = 0; row < into.length; row += 1) {
    let sum = 0
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) sum += weights[places[at]!]! * values[at]!
    into[row] = sum
  }
}

/** The slope of the likelihood at some logits, and the lower half of its curve, without what weights cost. */
function bend(
  { starts, places, values, counts, ones }: CountedRows,
  logits: Float64Array,
  { slope, curve }: { readonly slope: Float64Array; readonly curve: Float64Array },
): void {
  const size = slope.length
  for (let row = 0; row < logits.length; row += 1) {
    const chance = 1 / (1 + Math.exp(-logits[row]!))
    const missed = ones[row]! - counts[row]! * chance
    const steep = counts[row]! * Math.max(1e-10, chance * (1 - chance))
    const from = starts[row]!
    for (let at = from; at < starts[row + 1]!; at += 1) {
      const place = places[at]!
      slope[place]! += values[at]! * missed
      const product = steep * values[at]!
      for (let other = from; other <= at; other += 1) curve[place * size + places[other]!]! += product * values[other]!
    }
  }
}

/** The log odds of different rows. */
export interface Logits {
  /** Of each row the place of its logit; equal rows have the same. */
  readonly groups: Int32Array
  readonly logits: Float64Array
}

/**
 * Logistic regression: the log odds of each row's outcome, 1 or 0, of which there are both. Columns are standardised, and
 * the sum of squared weights, halved, is added to the loss (the intercept's is free), so that there is one best fit. By
 * Newton's steps over rows that differ.
 */
export function logisticLogits(columns: readonly Float64Array[], outcomes: Uint8Array): Logits {
  const all = outcomes.length
  const features = columns.map(featureOf).filter((one) => one !== null)
  const { groups, firsts } = equalRows(
    features.map(({ column }) => column),
    all,
  )
  const [counts, ones] = [new Float64Array(firsts.length), new Float64Array(firsts.length)]
  for (let row = 0; row < all; row += 1) {
    counts[groups[row]!]! += 1
    ones[groups[row]!]! += outcomes[row]!
  }
  const rows = { ...rowsOf(features, firsts), counts, ones }
  const size = features.length + 1
  const [weights, logits] = [new Float64Array(size), new Float64Array(firsts.length)]
  const positive = ones.reduce((sum, one) => sum + one, 0)
  weights[0] = Math.log(positive / (all - positive))
  for (let round = 0; round < ROUNDS; round += 1) {
    logitsOf(rows, weights, logits)
    const [slope, curve] = [new Float64Array(size), new Float64Array(size * size)]
    bend(rows, logits, { slope, curve })
    for (let place = 1; place < size; place += 1) {
      slope[place]! -= RIDGE * weights[place]!
      curve[place * size + place]! += RIDGE
    }
    const step = solve(curve, slope)
    // A step that is too long for the curve at its end is shortened.
    const longest = step.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
    const part = Math.min(1, 2 / longest)
    for (let place = 0; place < size; place += 1) weights[place]! += part * step[place]!
    if (longest < LAST_STEP) break
  }
  logitsOf(rows, weights, logits)
  return { groups, logits }
}
