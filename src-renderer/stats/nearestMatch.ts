import { elementAt } from '../base/required'

/** Scores no further apart than this count as the same. */
const SAME_SCORE = 1e-6

/** Units of a study: unit u has scores[groups[u]], and outcomes[u] came of it. Scores may be nobody's, and equal. */
export interface Units {
  readonly scores: Float64Array
  readonly groups: Int32Array
  readonly outcomes: Float64Array
}

/** Places that are the nearest, as ranges, of which none is in another. */
interface Nearest {
  readonly distance: number
  readonly ranges: readonly (readonly [from: number, to: number])[]
}

/** The different scores of units in order, each a place, with how many units and what outcomes there are before it. */
class Ordered {
  readonly scores: Float64Array
  /** Of each unit the place of its score. */
  readonly places: Int32Array
  readonly #counts: Int32Array
  readonly #sums: Float64Array

  constructor({ scores, groups, outcomes }: Units) {
    const own = new Uint8Array(scores.length)
    for (let unit = 0; unit < groups.length; unit += 1) own[groups[unit]!] = 1
    const sorted = scores.filter((_, group) => own[group] === 1).sort()
    let count = 0
    for (let at = 0; at < sorted.length; at += 1)
      if (count === 0 || sorted[at] !== sorted[count - 1]) sorted[count++] = sorted[at]!
    this.scores = sorted.subarray(0, count)
    const placeOfGroup = new Int32Array(scores.length)
    for (let group = 0; group < scores.length; group += 1) placeOfGroup[group] = this.#placeOf(scores[group]!)
    this.places = groups.map((group) => placeOfGroup[group]!)
    this.#counts = new Int32Array(count + 1)
    this.#sums = new Float64Array(count + 1)
    for (let unit = 0; unit < groups.length; unit += 1) {
      const place = this.places[unit]!
      this.#counts[place + 1]! += 1
      this.#sums[place + 1]! += outcomes[unit]!
    }
    for (let place = 0; place < count; place += 1) {
      this.#counts[place + 1]! += this.#counts[place]!
      this.#sums[place + 1]! += this.#sums[place]!
    }
  }

  /** The first place whose score is at least this. */
  #placeOf(score: number): number {
    let [low, high] = [0, this.scores.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.scores[middle]! < score) low = middle + 1
      else high = middle
    }
    return low
  }

  count({ ranges }: Nearest): number {
    return ranges.reduce((sum, [from, to]) => sum + elementAt(this.#counts, to) - elementAt(this.#counts, from), 0)
  }

  sum({ ranges }: Nearest): number {
    return ranges.reduce((sum, [from, to]) => sum + elementAt(this.#sums, to) - elementAt(this.#sums, from), 0)
  }

  /** The places of the units that are nearest to a score, all that are as near. */
  nearest(score: number): Nearest {
    const at = this.#placeOf(score)
    return this.#around(score, at - 1, at)
  }

  /** The same for one of the units that have the score of a place, itself among those that are as near. */
  nearestOthers(place: number): Nearest {
    const isOne = elementAt(this.#counts, place + 1) - elementAt(this.#counts, place) === 1
    return this.#around(elementAt(this.scores, place), isOne ? place - 1 : place, isOne ? place + 1 : place)
  }

  #around(score: number, before: number, after: number): Nearest {
    const distance = Math.min(
      before >= 0 ? score - elementAt(this.scores, before) : Infinity,
      after < this.scores.length ? elementAt(this.scores, after) - score : Infinity,
    )
    const range = (from: number, to: number): readonly [number, number] => [
      this.#placeOf(from - SAME_SCORE),
      this.#placeOf(to + SAME_SCORE),
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
  /** Treated units with a match: their places in what was given. */
  readonly matched: Int32Array
  /** How often each control stands in for a treated unit; one of several that are as near for a part. */
  readonly weights: Float64Array
  /** Mean outcome of the matched treated, that of those who stand in for them, and the standard error of the difference. */
  readonly treated: number
  readonly control: number
  readonly error: number
}

/** Sums of steps up to each place; what rounding left of nothing is nothing. */
function summedUp(steps: Float64Array): Float64Array {
  let sum = 0
  return steps.map((step) => {
    sum += step
    return sum < 1e-9 ? 0 : sum
  })
}

/**
 * What the controls add to the variance: `parts` is how often those of each place stand in, `squares` the sum of the squares
 * of what that is made of.
 */
function controlVariance({ outcomes }: Units, ordered: Ordered, parts: Float64Array, squares: Float64Array): number {
  const places = ordered.scores.length
  const [sizes, sums, isAmong] = [new Int32Array(places), new Float64Array(places), new Uint8Array(places)]
  for (let place = 0; place < places; place += 1) {
    if (parts[place] === 0) continue
    const others = ordered.nearestOthers(place)
    isAmong[place] = others.distance <= SAME_SCORE ? 1 : 0
    sizes[place] = ordered.count(others) - isAmong[place]!
    sums[place] = ordered.sum(others)
  }
  let variance = 0
  for (let unit = 0; unit < outcomes.length; unit += 1) {
    const place = ordered.places[unit]!
    const [size, outcome] = [sizes[place]!, outcomes[unit]!]
    if (size === 0) continue
    const mean = (sums[place]! - isAmong[place]! * outcome) / size
    variance += (parts[place]! ** 2 - squares[place]!) * (size / (size + 1)) * (outcome - mean) ** 2
  }
  return variance
}

/**
 * Matches each treated unit with the controls that are nearest in score (all that are as near, each control as often as
 * it is wanted), none further than the caliper. The error is that of Abadie and Imbens (2006, theorem 7), with the
 * variance of a control's outcome from the nearest other controls. Null where nobody is matched.
 */
export function matchNearest(treated: Units, controls: Units, caliper: number): Matched | null {
  const ordered = new Ordered(controls)
  // Steps of the sums of parts, and of their squares, over places.
  const [parts, squares] = [0, 1].map(() => new Float64Array(ordered.scores.length + 1)) as [Float64Array, Float64Array]
  const { groups, outcomes } = treated
  const known = Array<Nearest | undefined>(treated.scores.length)
  const [matched, differences] = [new Int32Array(groups.length), new Float64Array(groups.length)]
  let [count, own, sum] = [0, 0, 0]
  for (let unit = 0; unit < groups.length; unit += 1) {
    const group = groups[unit]!
    const nearest = (known[group] ??= ordered.nearest(treated.scores[group]!))
    if (nearest.distance > caliper + SAME_SCORE) continue
    const size = ordered.count(nearest)
    for (const [from, to] of nearest.ranges) {
      parts[from]! += 1 / size
      parts[to]! -= 1 / size
      squares[from]! += 1 / size ** 2
      squares[to]! -= 1 / size ** 2
    }
    const outcome = outcomes[unit]!
    matched[count] = unit
    differences[count] = outcome - ordered.sum(nearest) / size
    own += outcome
    sum += differences[count]!
    count += 1
  }
  if (count === 0) return null
  const effect = sum / count
  const [standIns, standInSquares] = [summedUp(parts), summedUp(squares)]
  let variance = controlVariance(controls, ordered, standIns, standInSquares)
  for (let at = 0; at < count; at += 1) variance += (differences[at]! - effect) ** 2
  return {
    matched: matched.subarray(0, count),
    weights: new Float64Array(ordered.places.length).map((_, unit) => standIns[ordered.places[unit]!]!),
    treated: own / count,
    control: own / count - effect,
    error: Math.sqrt(Math.max(0, variance)) / count,
  }
}
