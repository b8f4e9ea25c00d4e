/** Journeys as counts of steps between channels, which are numbered from 0. */
export interface Chain {
  readonly channels: number
  /** Journeys that begin with the channel. */
  readonly starts: Float64Array
  /** Steps from channel i to channel j at i × channels + j. */
  readonly steps: Float64Array
  /** Journeys that end with the channel: converted, their value, and not converted. */
  readonly converted: Float64Array
  readonly value: Float64Array
  readonly missed: Float64Array
}

/** The inverse, in place, of a matrix whose diagonal outweighs its columns or rows, as those of absorbing chains do; no pivots are needed. */
function invert(matrix: Float64Array, size: number): void {
  for (let pivot = 0; pivot < size; pivot += 1) {
    const row = pivot * size
    const scale = 1 / matrix[row + pivot]!
    matrix[row + pivot] = 1
    for (let column = 0; column < size; column += 1) matrix[row + column]! *= scale
    for (let other = 0; other < size; other += 1) {
      const factor = matrix[other * size + pivot]!
      if (other === pivot || factor === 0) continue
      const at = other * size
      matrix[at + pivot] = 0
      for (let column = 0; column < size; column += 1) matrix[at + column]! -= factor * matrix[row + column]!
    }
  }
}

/**
 * The removal effect of each channel, exactly: the share of conversions (and of their value) that is lost when every step
 * into the channel leads to no conversion instead, in the Markov chain of order 1 whose probabilities are the shares of
 * the steps that were seen. Steps from a channel to itself change nothing and are passed over. Null where there is no
 * conversion (no value) to lose. Time grows with the cube of the channels.
 *
 * The chance to convert without the channel is the chance to convert less that of ever coming to the channel times that
 * of converting from there, and all of these come from one inverse: Kemeny and Snell, Finite Markov Chains, 3.2 and 3.5.
 */
export function removalEffects(chain: Chain): {
  readonly conversions: Float64Array | null
  readonly value: Float64Array | null
} {
  const { channels: size, steps } = chain
  // Channels that no journey of this sample has would make the matrix singular.
  const live: number[] = []
  const out = Array.from({ length: size }, (_, from) => {
    let sum = chain.converted[from]! + chain.missed[from]!
    for (let to = 0; to < size; to += 1) if (to !== from) sum += steps[from * size + to]!
    if (sum > 0) live.push(from)
    return sum
  })
  const n = live.length
  const inverse = new Float64Array(n * n)
  live.forEach((from, i) => {
    live.forEach((to, j) => {
      inverse[i * n + j] = i === j ? out[from]! : -steps[from * size + to]!
    })
  })
  invert(inverse, n)
  const begun = chain.starts.reduce((sum, one) => sum + one, 0)
  const coming = live.map(
    (_, i) =>
      live.reduce((sum, from, j) => sum + chain.starts[from]! * inverse[j * n + i]!, 0) / (begun * inverse[i * n + i]!),
  )
  const effects = (ends: Float64Array): Float64Array | null => {
    const after = live.map((_, i) => live.reduce((sum, to, j) => sum + inverse[i * n + j]! * ends[to]!, 0))
    const whole = live.reduce((sum, from, i) => sum + chain.starts[from]! * after[i]!, 0) / begun
    if (!(whole > 0)) return null
    const result = new Float64Array(size)
    live.forEach((channel, i) => {
      result[channel] = (coming[i]! * after[i]!) / whole
    })
    return result
  }
  return n === 0 || begun === 0
    ? { conversions: null, value: null }
    : { conversions: effects(chain.converted), value: effects(chain.value) }
}

/** Removal effects brought to a sum of 1; null where they have none, or where values below 0 make one negative. */
export function shares(effects: Float64Array | null): Float64Array | null {
  if (effects === null || effects.some((one) => one < -1e-12)) return null
  const sum = effects.reduce((total, one) => total + one, 0)
  return sum > 0 ? effects.map((one) => one / sum) : null
}
