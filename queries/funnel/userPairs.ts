import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { FunnelPass } from './passOptions'
import type { AttemptValues } from './attemptValues'
import type { UserEvents } from './userEvents'

/** Values by which a user's attempts are told apart. */
export interface Pair {
  /** The number of the held values; events with these alone fill steps. */
  readonly held: number
  /** The value that events of the breakdown's step must have; null for any, NOT_MET where no event of it has one. */
  readonly value: number | null
}

/** No event has this value. */
const NOT_MET = -1

/**
 * The pairs of a user whom values tell apart: each combination of values that an entry holds with each value of the
 * breakdown's step. Where nothing is told apart there is one pair, which every event is of.
 */
export class UserPairs {
  pairs: readonly Pair[] = []
  /** By place of the user's events: the number of the values that each holds, -1 where it lacks one. */
  readonly held: Int32Array | null
  readonly #pass: FunnelPass
  readonly #events: UserEvents
  readonly #keys: readonly Int32Array[]
  readonly #values: AttemptValues | null

  constructor({ timeline }: KernelRun, pass: FunnelPass, events: UserEvents, values: AttemptValues | null) {
    const { hold, eachValue } = pass.options
    this.#pass = pass
    this.#events = events
    this.#keys = hold.map((_, index) => timeline.key(`held_${index + 1}`))
    this.held = hold.length === 0 ? null : new Int32Array(events.rows.length)
    this.#values = eachValue ? values : null
    if (hold.length === 0 && !eachValue) this.pairs = [{ held: 0, value: null }]
  }

  /** Whether the user entered and no entry had the values to hold. */
  get lacksValues(): boolean {
    return this.held !== null && this.pairs.length === 0 && this.#hasEntry()
  }

  /** Finds the pairs of the user whose events are loaded. */
  load(): void {
    if (this.held === null && this.#values === null) return
    this.#loadHeld()
    const held = new Set<number>()
    for (let event = 0; event < this.#events.count; event += 1)
      if (this.isEntry(event)) held.add(this.held === null ? 0 : this.held[event]!)
    held.delete(-1)
    const values = this.#values === null ? [null] : this.#valuesOfStep()
    this.pairs = values.flatMap((value) => [...held].map((one) => ({ held: one, value })))
  }

  /** Whether an attempt may begin with an event, whatever its values. */
  isEntry(event: number): boolean {
    const { masks, isDated } = this.#events
    const bits = this.#pass.options.order === 'any' ? this.#pass.requiredMask : 1
    return isDated[event] === 1 && (masks[event]! & bits) !== 0
  }

  /** The steps that an event may fill for a pair. */
  maskFor(event: number, { held, value }: Pair): number {
    if (this.held !== null && this.held[event] !== held) return 0
    const mask = this.#events.masks[event]!
    const { order, breakdownStep } = this.#pass.options
    const bit = 1 << (breakdownStep - 1)
    if (value === null || order === 'any' || (mask & bit) === 0) return mask
    return this.#valueOf(event) === value ? mask : mask & ~bit
  }

  /** Whether an event of a pair has the value that attempts in any order must begin with. */
  beginsWith(event: number, { value }: Pair): boolean {
    return value === null || this.#pass.options.order !== 'any' || this.#valueOf(event) === value
  }

  #hasEntry(): boolean {
    for (let event = 0; event < this.#events.count; event += 1) if (this.isEntry(event)) return true
    return false
  }

  #valueOf(event: number): number {
    return this.#values!.codeAt(this.#events.rows[event]!)
  }

  #loadHeld(): void {
    if (this.held === null) return
    const numbers = new Map<string, number>()
    for (let event = 0; event < this.#events.count; event += 1) {
      const row = this.#events.rows[event]!
      let known: number | undefined = -1
      if (this.#keys.every((keys) => keys[row]! >= 0)) {
        const key = this.#keys.map((keys) => keys[row]!).join(' ')
        known = numbers.get(key) ?? numbers.size
        numbers.set(key, known)
      }
      this.held[event] = known
    }
  }

  /** The values of the events that may be the breakdown's step and lack no value to hold. */
  #valuesOfStep(): readonly number[] {
    const { order, breakdownStep } = this.#pass.options
    const bit = 1 << (breakdownStep - 1)
    const values = new Set<number>()
    for (let event = 0; event < this.#events.count; event += 1) {
      if (this.held?.[event] === -1) continue
      const isOfStep =
        order === 'any' || breakdownStep === 1 ? this.isEntry(event) : (this.#events.masks[event]! & bit) !== 0
      if (isOfStep) values.add(this.#valueOf(event))
    }
    return values.size === 0 ? [NOT_MET] : [...values]
  }
}
