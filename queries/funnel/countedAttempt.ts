import { elementAt } from '../../src-renderer/base/required'
import type { AttemptValues } from './attemptValues'
import type { Timeline } from '../../src-renderer/sequence/timeline'
import type { TryGrader } from './gradeTries'
import type { FunnelPass } from './passOptions'
import { ReachedSteps } from './reachedSteps'
import type { TryList } from './tryList'
import type { UserEvents } from './userEvents'
import type { Pair, UserPairs } from './userPairs'

interface Parts {
  readonly events: UserEvents
  readonly pairs: UserPairs
  readonly tries: TryList
  readonly grader: TryGrader
  /** The breakdown's; null where there is none. */
  readonly values: AttemptValues | null
}

/** An attempt of those of a user's list, with its optional steps. */
export class CountedAttempt extends ReachedSteps {
  readonly #pass: FunnelPass
  readonly #parts: Parts
  readonly #optional: readonly { readonly step: number; readonly after: number }[]
  #pair: Pair = { held: 0, value: null }

  constructor(timeline: Timeline, pass: FunnelPass, parts: Parts) {
    super(timeline, pass)
    const { steps } = pass.options
    this.#pass = pass
    this.#parts = parts
    this.#optional = steps.flatMap(({ optional }, step) =>
      optional ? [{ step, after: pass.required.filter((one) => one < step).length - 1 }] : [],
    )
  }

  /** Takes the attempt of that number among the user's. */
  load(one: number): void {
    const { tries, pairs, events } = this.#parts
    const { required } = this.#pass
    this.positions.fill(NaN)
    this.#pair = elementAt(pairs.pairs, tries.pairs[one]!)
    for (let step = 0; step < tries.depths[one]!; step += 1)
      this.positions[required[step]!] = tries.positions[one * tries.steps + step]!
    if (this.#optional.length > 0) this.#findOptional(tries.depths[one]!)
    this.row = events.rows[this.#firstEvent(tries.events[one]!)]!
  }

  /** The number of the breakdown's value that it counts under. */
  override value(values: AttemptValues): number {
    const { breakdownAt, breakdownStep, eachValue } = this.#pass.options
    if (eachValue) {
      const { value } = this.#pair
      return value === null || value < 0 ? values.notReached : value
    }
    if (breakdownAt !== 'step') return this.#touchValue(values, breakdownAt === 'last-touch')
    if (breakdownStep === 1) return values.codeAt(this.row)
    const step = breakdownStep - 1
    if (!this.reached(step)) return values.notReached
    const row = this.#rowOfStep(step, null)
    return row === null ? values.none : values.codeAt(row)
  }

  /** The first or last value that one of the steps has; of several events of one step the first in the file that has one. */
  #touchValue(values: AttemptValues, isLast: boolean): number {
    const { length } = this.positions
    for (let nth = 0; nth < length; nth += 1) {
      const step = isLast ? length - 1 - nth : nth
      const row = this.reached(step) ? this.#rowOfStep(step, values) : null
      if (row !== null) return values.codeAt(row)
    }
    return values.none
  }

  /** The row of the first event that may have been a step there (and has one of some values); null for none. */
  #rowOfStep(step: number, having: AttemptValues | null): number | null {
    const { events, pairs } = this.#parts
    const bits = this.#pass.options.order === 'any' ? this.#pass.requiredMask : 1 << step
    const position = this.positions[step]!
    for (let event = events.placeOf(position); event < events.count; event += 1) {
      if (events.positions[event] !== position) return null
      const row = events.rows[event]!
      if ((pairs.maskFor(event, this.#pair) & bits) !== 0 && (having === null || having.has(row))) return row
    }
    return null
  }

  /** The event that it began with: of several of one time the last where the latest entry counts. */
  #firstEvent(event: number): number {
    const { events, pairs } = this.#parts
    if (this.#pass.byEntry || this.#pass.options.entry !== 'latest') return event
    let last = event
    for (let next = event + 1; next < events.count && events.positions[next] === events.positions[event]; next += 1)
      if (pairs.isEntry(next)) last = next
    return last
  }

  /** Each optional step is the first event that meets it between the step filled before and the next, or the attempt's end. */
  #findOptional(depth: number): void {
    const { events, pairs } = this.#parts
    const { required } = this.#pass
    const windowEnd = this.windowEnd()
    const cutAt = this.#cutAt(depth)
    let [gap, before] = [-1, NaN]
    for (const { step, after } of this.#optional) {
      if (depth <= after) return
      if (after !== gap) before = this.positions[required[after]!]!
      gap = after
      const next = this.positions[required[after + 1]!]!
      for (let event = events.placeOf(before); event < events.count; event += 1) {
        const position = events.positions[event]!
        const isIn = Number.isNaN(next) ? events.timeOf(position) <= windowEnd && !(position >= cutAt) : position < next
        if (!isIn) break
        if (position <= before || (pairs.maskFor(event, this.#pair) & (1 << step)) === 0) continue
        this.positions[step] = position
        before = position
        break
      }
    }
  }

  /** Where an excluded event cuts an attempt of that depth; NaN where none does. */
  #cutAt(depth: number): number {
    const { exclusions, cut, required } = this.#pass
    if (!cut) return NaN
    return exclusions.reduce((first, { from, to }, index) => {
      if (depth <= from || depth > to) return first
      const at = this.#parts.grader.excludedAfter(index, this.positions[required[from]!]!)
      return first < at ? first : Number.isNaN(at) ? first : at
    }, NaN)
  }
}
