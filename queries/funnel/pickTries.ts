import type { FunnelPass } from './passOptions'
import type { TryList } from './tryList'
import type { UserEvents } from './userEvents'
import type { UserPairs } from './userPairs'

const NONE: readonly number[] = []

/** Of a user's graded attempts those that count, by their numbers. */
export class TryPicker {
  readonly #pass: FunnelPass
  readonly #tries: TryList
  readonly #events: UserEvents
  readonly #pairs: UserPairs
  /** By row the part of the time that an attempt begins in, each with attempts of its own; null where there are none. */
  readonly #units: Float64Array | null
  /** The numbers of all attempts of the user. */
  readonly #all: number[] = []

  constructor(pass: FunnelPass, tries: TryList, events: UserEvents, pairs: UserPairs, units: Float64Array | null) {
    this.#pass = pass
    this.#tries = tries
    this.#events = events
    this.#pairs = pairs
    this.#units = units
  }

  pick(): readonly number[] {
    const { counting, entry } = this.#pass.options
    if (this.#tries.count === 0) return NONE
    if (counting !== 'totals' && this.#isOneGroup()) return this.#best(this.#everyTry())
    const groups = this.#groups()
    if (counting !== 'totals') return groups.flatMap((group) => this.#best(group))
    if (entry === 'furthest') return groups.flatMap((group) => this.#kept(group))
    return groups.flatMap((group) =>
      entry === 'first' ? this.#inTurn(this.#inOrder(group)) : this.#unshared(this.#inOrder(group)),
    )
  }

  #isOneGroup(): boolean {
    return this.#pairs.pairs.length === 1 && this.#units === null
  }

  #everyTry(): readonly number[] {
    const { count } = this.#tries
    while (this.#all.length < count) this.#all.push(this.#all.length)
    this.#all.length = count
    return this.#all
  }

  /** The attempts among which one is chosen: a user's, those by one value or pair, of one part of the time. */
  #groups(): readonly (readonly number[])[] {
    const { pairs } = this.#pairs
    const { count } = this.#tries
    if (this.#isOneGroup()) return [this.#everyTry()]
    const groups = new Map<string, number[]>()
    for (let one = 0; one < count; one += 1) {
      const pair = this.#tries.pairs[one]!
      const own = this.#pass.options.counting === 'pairs' ? pair : (pairs[pair]!.value ?? '')
      const key = `${own} ${this.#units?.[this.#events.rows[this.#tries.events[one]!]!] ?? ''}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [one])
      else group.push(one)
    }
    return [...groups.values()]
  }

  #kept(group: readonly number[]): readonly number[] {
    return group.filter((one) => this.#tries.voids[one] === 0)
  }

  #positionOf(one: number, step: number): number {
    return this.#tries.positions[one * this.#tries.steps + step]!
  }

  /** Which of two attempts began earlier, as a number below 0 where the first did. */
  #compareBegin(one: number, other: number): number {
    return this.#pass.byEntry
      ? this.#tries.events[one]! - this.#tries.events[other]!
      : this.#positionOf(one, 0) - this.#positionOf(other, 0)
  }

  /** The attempt that counts, where it is not void. */
  #best(group: readonly number[]): readonly number[] {
    let best = group[0]!
    for (const one of group) if (this.#isBetter(one, best)) best = one
    return this.#tries.voids[best] === 0 ? [best] : NONE
  }

  #isBetter(one: number, best: number): boolean {
    const { entry } = this.#pass.options
    const { depths, voids } = this.#tries
    if (entry === 'first') return this.#compareBegin(one, best) < 0
    const grade = depths[one]! * 2 - voids[one]! - (depths[best]! * 2 - voids[best]!)
    if (grade !== 0) return grade > 0
    if (entry === 'furthest') return this.#compareBegin(one, best) < 0
    const second = depths[one]! < 2 ? 0 : this.#positionOf(one, 1) - this.#positionOf(best, 1)
    return second === 0 ? this.#compareBegin(one, best) > 0 : second < 0
  }

  /** Attempts in the order of their first step, those of one position by the event that each began with. */
  #inOrder(group: readonly number[]): readonly number[] {
    if (this.#pairs.pairs.length === 1) return group
    return group.toSorted(
      (one, other) => this.#positionOf(one, 0) - this.#positionOf(other, 0) || this.#compareBegin(one, other),
    )
  }

  /** One attempt after the other: each begins after the one before is over. */
  #inTurn(group: readonly number[]): readonly number[] {
    const { overs } = this.#tries
    const taken: number[] = []
    let before = -1
    for (const one of group) {
      if (before >= 0 && !this.#isAfter(this.#positionOf(one, 0), before, overs[before]!)) continue
      taken.push(one)
      before = one
    }
    return this.#kept(taken)
  }

  #isAfter(position: number, before: number, over: number): boolean {
    if (!Number.isNaN(over)) return position > over
    const began = this.#events.timeOf(this.#positionOf(before, 0))
    return this.#events.timeOf(position) > began + this.#pass.windowMicros
  }

  /** Of several attempts that share a step the one that began last has it: the others end before it. */
  #unshared(group: readonly number[]): readonly number[] {
    const kept = this.#kept(group)
    const owned = Array.from({ length: this.#tries.steps }, () => new Set<number>())
    for (const one of kept.toReversed()) {
      let own = 1
      let isOwn = true
      for (let step = 1; step < this.#tries.depths[one]!; step += 1) {
        const position = this.#positionOf(one, step)
        isOwn &&= !owned[step]!.has(position)
        owned[step]!.add(position)
        if (isOwn) own = step + 1
      }
      this.#tries.depths[one] = own
    }
    return kept
  }
}
