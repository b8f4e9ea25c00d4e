import { elementAt } from '../base/required'

/** Scores no further apart than this count as the same. */
const SAME_SCORE = 1e-6

/** A unit of a study: its score, and what came of it. */
export interface Unit {
  readonly score: number
  readonly outcome: number
}

/** Units in the order of their scores, and the sums of outcomes before each place. */
class Ordered {
  readonly scores: Float64Array
  readonly #sums: Float64Array

  constructor(units: readonly Unit[]) {
    this.scores = Float64Array.from(units, (one) => one.score)
    this.#sums = new Float64Array(units.length + 1)
    units.forEach((one, at) => {
      this.#sums[at + 1] = elementAt(this.#sums, at) + one.outcome
    })
  }

  /** The first place whose score is at least this. */
  placeOf(score: number): number {
    let [low, high] = [0, this.scores.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (elementAt(this.scores, middle) < score) low = middle + 1
      else high = middle
    }
    return low
  }

  sum(from: number, to: number): number {
    return elementAt(this.#sums, to) - elementAt(this.#sums, from)
  }

  /** The places, as ranges, of the units that are nearest to a score, all that are as near; `own` is not one of them. */
  nearest(
    score: number,
    own: number | null,
  ): { readonly distance: number; readonly ranges: readonly [number, number][] } {
    const at = own ?? this.placeOf(score)
    const [before, after] = [at - 1, own === null ? at : at + 1]
    const distance = Math.min(
      before >= 0 ? score - elementAt(this.scores, before) : Infinity,
      after < this.scores.length ? elementAt(this.scores, after) - score : Infinity,
    )
    const range = (from: number, to: number): [number, number] => [
      this.placeOf(from - SAME_SCORE),
      this.placeOf(to + SAME_SCORE),
    ]
    const ranges =
      distance <= SAME_SCORE
        ? [range(score - distance, score + distance)]
        : [range(score - distance, score - distance), range(score + distance, score + distance)]
    return { distance, ranges }
  }
}

/** What matching found. */
export interface Matched {
  /** Treated units with a match, and their places in what was given. */
  readonly matched: readonly number[]
  /** How often each control stands in for a treated unit; one of several that are as near for a part. */
  readonly weights: Float64Array
  /** Mean outcome of the matched treated, that of those who stand in for them, and the standard error of the difference. */
  readonly treated: number
  readonly control: number
  readonly error: number
}

/**
 * Matches each treated unit with the controls that are nearest in score (all that are as near, each control as often as
 * it is wanted), none further than the caliper. The error is that of Abadie and Imbens (2006, theorem 7), with the
 * variance of a control's outcome from the nearest other controls. Null where nobody is matched.
 */
export function matchNearest(treated: readonly Unit[], controls: readonly Unit[], caliper: number): Matched | null {
  const order = controls.map((_, at) => at).sort((a, b) => elementAt(controls, a).score - elementAt(controls, b).score)
  const sorted = order.map((at) => elementAt(controls, at))
  const ordered = new Ordered(sorted)
  // Steps of the sums of parts, and of their squares, over places in the order.
  const [parts, squares] = [new Float64Array(sorted.length + 1), new Float64Array(sorted.length + 1)]
  const matched: number[] = []
  const differences: number[] = []
  let own = 0
  treated.forEach(({ score, outcome }, at) => {
    const { distance, ranges } = ordered.nearest(score, null)
    if (distance > caliper + SAME_SCORE) return
    const count = ranges.reduce((sum, [from, to]) => sum + to - from, 0)
    const mean = ranges.reduce((sum, [from, to]) => sum + ordered.sum(from, to), 0) / count
    for (const [from, to] of ranges) {
      parts[from] = elementAt(parts, from) + 1 / count
      parts[to] = elementAt(parts, to) - 1 / count
      squares[from] = elementAt(squares, from) + 1 / count ** 2
      squares[to] = elementAt(squares, to) - 1 / count ** 2
    }
    matched.push(at)
    differences.push(outcome - mean)
    own += outcome
  })
  const count = matched.length
  if (count === 0) return null
  const effect = differences.reduce((sum, one) => sum + one, 0) / count
  let variance = differences.reduce((sum, one) => sum + (one - effect) ** 2, 0)
  const weights = new Float64Array(controls.length)
  let [part, square] = [0, 0]
  sorted.forEach(({ score, outcome }, place) => {
    part += elementAt(parts, place)
    square += elementAt(squares, place)
    weights[elementAt(order, place)] = part < 1e-9 ? 0 : part
    if (part < 1e-9 || sorted.length < 2) return
    const { ranges } = ordered.nearest(score, place)
    const others = ranges.map(([from, to]) => ({ from, to, has: place >= from && place < to }))
    const size = others.reduce((sum, { from, to, has }) => sum + to - from - (has ? 1 : 0), 0)
    const total = others.reduce((sum, { from, to, has }) => sum + ordered.sum(from, to) - (has ? outcome : 0), 0)
    variance += (part ** 2 - square) * (size / (size + 1)) * (outcome - total / size) ** 2
  })
  return {
    matched,
    weights,
    treated: own / count,
    control: own / count - effect,
    error: Math.sqrt(Math.max(0, variance)) / count,
  }
}
