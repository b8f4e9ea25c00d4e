import type { FunnelPass } from './passOptions'

/** Where a user's excluded events stand. */
export interface ExcludedEvents {
  /** The first event of exclusion n behind a position; NaN for none. */
  excludedAfter(index: number, position: number): number
  /** The time of a position, in microseconds; NaN for none. */
  timeOf(position: number): number
}

/**
 * What excluded events make of an attempt, whose steps stand at positions[at] and on: those between their steps, that is
 * after the first, before the second or else within the window. It is used for one attempt after the other.
 */
export class ExclusionRule {
  /** The first of them; NaN where there is none. */
  first = NaN
  /** How many steps it leaves. */
  left = 0
  readonly #pass: FunnelPass
  readonly #events: ExcludedEvents

  constructor(pass: FunnelPass, events: ExcludedEvents) {
    this.#pass = pass
    this.#events = events
  }

  /** Looks at the first `depth` steps, whose window ends at a time; whether there is an excluded event. */
  finds(positions: Float64Array, at: number, depth: number, end: number): boolean {
    const { exclusions, toleranceMicros } = this.#pass
    this.first = NaN
    this.left = depth
    for (let index = 0; index < exclusions.length; index += 1) {
      const { from, to } = exclusions[index]!
      if (depth <= from) continue
      const excluded = this.#events.excludedAfter(index, positions[at + from]! + toleranceMicros)
      const isBetween =
        depth > to ? excluded < positions[at + to]! - toleranceMicros : this.#events.timeOf(excluded) <= end
      if (!isBetween) continue
      if (!(this.first <= excluded)) this.first = excluded
      let kept = from + 1
      while (kept < to && kept < depth && positions[at + kept]! <= excluded + toleranceMicros) kept += 1
      if (kept < this.left) this.left = kept
    }
    return !Number.isNaN(this.first)
  }
}
