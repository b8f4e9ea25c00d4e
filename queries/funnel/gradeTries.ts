import { ExclusionRule, type ExcludedEvents } from './exclusions'
import { firstAfter } from './firstAfter'
import type { FunnelPass } from './passOptions'
import type { TryList } from './tryList'
import type { UserEvents } from './userEvents'

/** Grades attempts: how many steps count, and what excluded events make of them. */
export class TryGrader implements ExcludedEvents {
  readonly #pass: FunnelPass
  readonly #events: UserEvents
  readonly #tries: TryList
  readonly #exclusions: ExclusionRule

  constructor(pass: FunnelPass, events: UserEvents, tries: TryList) {
    this.#pass = pass
    this.#events = events
    this.#tries = tries
    this.#exclusions = new ExclusionRule(pass, this)
  }

  timeOf(position: number): number {
    return this.#events.timeOf(position)
  }

  /** The excluded event that follows the step from which exclusion n counts; NaN for none. */
  excludedAfter(index: number, position: number): number {
    const { excluded, excludedCounts } = this.#events
    return firstAfter(excluded[index]!, 0, excludedCounts[index]!, position)
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

  #exclude(one: number, depth: number, end: number): void {
    const { positions, steps } = this.#tries
    if (!this.#exclusions.finds(positions, one * steps, depth, end)) return
    this.#tries.overs[one] = this.#exclusions.first
    if (this.#pass.cut) this.#tries.depths[one] = this.#exclusions.left
    else this.#tries.voids[one] = 1
  }
}
