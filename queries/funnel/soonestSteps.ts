import type { Timeline } from '../../src-renderer/sequence/timeline'
import { ExclusionRule, type ExcludedEvents } from './exclusions'
import { firstAfter } from './firstAfter'
import type { FunnelPass } from './passOptions'
import type { ReachedSteps } from './reachedSteps'
import type { StepLists } from './stepLists'

/**
 * Finds the one attempt of each user that counts where each step is the soonest event after the step before it: from
 * each entry, in lists of rows that are each gone through once a user.
 */
export class SoonestSteps implements ExcludedEvents {
  /** Whether the user entered. */
  hasEntered = false
  readonly #pass: FunnelPass
  readonly #lists: StepLists
  readonly #at: Float64Array
  readonly #rule: ExclusionRule
  /** The attempt that is looked at: where it is at each step. */
  readonly #chain: Float64Array
  /** The next place in each step's list, from which on it was not looked at, for the first `#begun` steps. */
  readonly #nexts: Int32Array
  #begun = 1
  #user = 0
  /** The attempt that is looked at stopped because of its window. */
  #isLate = false

  constructor({ at }: Timeline, pass: FunnelPass, lists: StepLists) {
    this.#pass = pass
    this.#lists = lists
    this.#at = at
    this.#rule = new ExclusionRule(pass, this)
    this.#chain = new Float64Array(pass.required.length)
    this.#nexts = new Int32Array(pass.required.length)
  }

  excludedAfter(index: number, position: number): number {
    const { all, starts } = this.#lists.excluded[index]!
    return firstAfter(all, starts[this.#user]!, starts[this.#user + 1]!, position)
  }

  timeOf(position: number): number {
    return this.#pass.kind !== 'file' || Number.isNaN(position) ? position : this.#at[position]!
  }

  /** Puts the attempt of a user that counts into `into`; false where none does. */
  find(user: number, into: ReachedSteps): boolean {
    const { all, starts } = this.#lists.entries
    const end = starts[user + 1]!
    const begin = starts[user]!
    this.hasEntered = begin < end
    if (begin === end) return false
    const { entry } = this.#pass.options
    const steps = this.#chain.length
    const hasExclusions = this.#pass.exclusions.length > 0
    this.#user = user
    this.#begun = 1
    let best = -1
    for (let nth = begin; nth < end; nth += 1) {
      const row = all[nth]!
      const position = this.#positionOf(row)
      const windowEnd = this.timeOf(position) + this.#pass.windowMicros
      let depth = this.#follow(position, windowEnd)
      let isCut = false
      let isVoid = 0
      if (hasExclusions && this.#rule.finds(this.#chain, 0, depth, windowEnd)) {
        isCut = true
        if (this.#pass.cut) depth = this.#rule.left
        else isVoid = 1
      }
      const grade = 2 * depth - isVoid
      if (grade > best || (entry === 'latest' && grade === best && this.#isAsSoon(depth, into))) {
        best = grade
        this.#take(row, depth, into)
      }
      // From a later entry no more steps are there than from this one, only more time for them.
      if (entry === 'first' || (entry === 'furthest' && !isCut && (depth === steps || !this.#isLate))) break
    }
    return best % 2 === 0
  }

  /** Of two attempts as good, both with a second step, the later one has it no sooner: whether it has the same. */
  #isAsSoon(depth: number, best: ReachedSteps): boolean {
    return depth < 2 || this.#chain[1] === best.positions[this.#pass.required[1]!]
  }

  #take(row: number, depth: number, into: ReachedSteps): void {
    const { required } = this.#pass
    into.row = row
    into.positions.fill(NaN)
    for (let step = 0; step < depth; step += 1) into.positions[required[step]!] = this.#chain[step]!
  }

  #positionOf(row: number): number {
    const { kind } = this.#pass
    if (kind === 'file') return row
    return kind === 'time' ? this.#at[row]! : Math.floor(this.#at[row]! / 1e6) * 1e6
  }

  /** Follows an attempt from a position as long as its window is open; how many steps it has. */
  #follow(position: number, windowEnd: number): number {
    const { isLoose, toleranceMicros } = this.#pass
    const chain = this.#chain
    const nexts = this.#nexts
    const steps = chain.length
    chain[0] = position
    this.#isLate = false
    let before = position
    for (let step = 1; step < steps; step += 1) {
      const { all, starts } = this.#lists.steps[step]!
      const end = starts[this.#user + 1]!
      if (step === this.#begun) {
        nexts[step] = starts[this.#user]!
        this.#begun += 1
      }
      const least = before - toleranceMicros
      let next = nexts[step]!
      let found = NaN
      for (; next < end; next += 1) {
        found = this.#positionOf(all[next]!)
        if (isLoose ? found >= least : found > least) break
      }
      nexts[step] = next
      if (next === end) return step
      if (!(this.timeOf(found) <= windowEnd)) {
        this.#isLate = true
        return step
      }
      chain[step] = found
      before = found
    }
    return steps
  }
}
