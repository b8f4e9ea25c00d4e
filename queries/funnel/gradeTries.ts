import type { FunnelPass } from './passOptions'
import type { TryList } from './tryList'
import type { UserEvents } from './userEvents'

/** The first of some rising positions that is greater; NaN where none is. */
function firstAfter(positions: Float64Array, count: number, position: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (positions[middle]! > position) high = middle
    else low = middle + 1
  }
  return low < count ? positions[low]! : NaN
}

/** Grades attempts: how many steps count, and what excluded events make of them. */
export class TryGrader {
  readonly #pass: FunnelPass
  readonly #events: UserEvents
  readonly #tries: TryList

  constructor(pass: FunnelPass, events: UserEvents, tries: TryList) {
    this.#pass = pass
    this.#events = events
    this.#tries = tries
  }

  /** The excluded event that follows the step from which exclusion n counts; NaN for none. */
  excludedAfter(index: number, position: number): number {
    const { excluded, excludedCounts } = this.#events
    return firstAfter(excluded[index]!, excludedCounts[index]!, position)
  }

  grade(one: number): void {
    const { positions, steps } = this.#tries
    const at = one * steps
    const end = this.#events.timeOf(positions[at]!) + this.#pass.windowMicros
    let depth = 1
    while (depth < steps && this.#events.timeOf(positions[at + depth]!) <= end) depth += 1
    this.#tries.depths[one] = depth
    this.#tries.voids[one] = 0
    this.#tries.overs[one] = depth === steps ? this.#lastOf(at) : NaN
    if (this.#pass.exclusions.length > 0) this.#exclude(one, depth, end)
  }

  #lastOf(at: number): number {
    const { positions, steps } = this.#tries
    let last = positions[at]!
    for (let step = 1; step < steps; step += 1) last = Math.max(last, positions[at + step]!)
    return last
  }

  /** Finds the excluded events between their steps: after the first, before the second or else within the window. */
  #exclude(one: number, depth: number, end: number): void {
    const { exclusions, cut, toleranceMicros } = this.#pass
    const { positions, steps } = this.#tries
    const at = one * steps
    let [first, left] = [Infinity, depth]
    for (const [index, { from, to }] of exclusions.entries()) {
      if (depth <= from) continue
      const excluded = this.excludedAfter(index, positions[at + from]! + toleranceMicros)
      const isBetween =
        depth > to ? excluded < positions[at + to]! - toleranceMicros : this.#events.timeOf(excluded) <= end
      if (!isBetween) continue
      first = Math.min(first, excluded)
      let kept = from + 1
      while (kept < to && positions[at + kept]! <= excluded + toleranceMicros) kept += 1
      left = Math.min(left, kept)
    }
    if (first === Infinity) return
    this.#tries.overs[one] = first
    if (cut) this.#tries.depths[one] = left
    else this.#tries.voids[one] = 1
  }
}
