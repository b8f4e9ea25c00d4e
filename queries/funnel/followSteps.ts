import type { FunnelPass } from './passOptions'
import type { TryList } from './tryList'
import type { UserEvents } from './userEvents'
import type { Pair, UserPairs } from './userPairs'

/** What attempts are made of, and where they go. */
export interface Following {
  readonly pass: FunnelPass
  readonly events: UserEvents
  readonly pairs: UserPairs
  readonly tries: TryList
  /** Keys of the events' names by row, with ties `second`. */
  readonly names: Int32Array | null
  /** Called when an attempt has its steps: grades it, and tells whether no further one of the pair can matter. */
  readonly done: (one: number) => boolean
}

/** Adds the attempts of the user's n-th pair, in the order of their entries. */
export type Follow = (pair: Pair, number: number) => void

/** Whether another event of the same position stands for the same entry: the last of them that was taken, or all. */
export class Entries {
  readonly #following: Following
  #position = NaN
  readonly #namesHere: number[] = []

  constructor(following: Following) {
    this.#following = following
  }

  clear(): void {
    this.#position = NaN
  }

  /** Whether an event begins an attempt that none before it began; called for entries in order. */
  isNew(event: number): boolean {
    const { pass, events, names } = this.#following
    if (pass.kind === 'file') return true
    const position = events.positions[event]!
    const isSame = position === this.#position
    this.#position = position
    if (!pass.everyTry) return !isSame
    if (names === null) return true
    if (!isSame) this.#namesHere.length = 0
    const name = names[events.rows[event]!]!
    if (this.#namesHere.includes(name)) return false
    this.#namesHere.push(name)
    return true
  }
}

/**
 * Steps in order: each at the earliest event after the step before it (or, with a tolerance, that much before). The next
 * entry's steps lie nowhere before this one's, so that each list of events is gone through once.
 */
export function followOrdered(following: Following): Follow {
  const { pass, events, pairs, tries, done } = following
  const { required, isLoose, toleranceMicros } = pass
  const most = events.rows.length
  const lists = required.map(() => new Float64Array(most))
  const counts = new Int32Array(required.length)
  const nexts = new Int32Array(required.length)
  const began = new Int32Array(most)
  const entries = new Entries(following)
  const ordinals = pass.options.steps.map((_, step) => required.indexOf(step))

  /** Sorts the pair's events into a list for each step; how many may begin an attempt. */
  function load(pair: Pair): number {
    let begins = 0
    counts.fill(0)
    nexts.fill(0)
    entries.clear()
    for (let event = 0; event < events.count; event += 1) {
      const mask = pairs.maskFor(event, pair)
      for (let left = mask; left !== 0; left &= left - 1) {
        const step = ordinals[31 - Math.clz32(left & -left)]!
        if (step < 0) continue
        lists[step]![counts[step]!] = events.positions[event]!
        counts[step]! += 1
      }
      if ((mask & 1) === 0 || events.isDated[event] === 0 || !entries.isNew(event)) continue
      began[begins] = event
      begins += 1
    }
    return begins
  }

  return (pair, number) => {
    const begins = load(pair)
    for (let entry = 0; entry < begins; entry += 1) {
      const event = began[entry]!
      let before = events.positions[event]!
      const one = tries.add(event, number, before)
      for (let step = 1; step < required.length; step += 1) {
        const list = lists[step]!
        let next = nexts[step]!
        const least = before - toleranceMicros
        while (next < counts[step]! && (isLoose ? list[next]! < least : list[next]! <= least)) next += 1
        nexts[step] = next
        if (next === counts[step]!) break
        before = list[next]!
        tries.positions[one * required.length + step] = before
      }
      if (done(one)) return
    }
  }
}

/** Steps with nothing between them: each is the user's very next event. */
export function followAdjacent({ pass, events, pairs, tries, done }: Following): Follow {
  const { required } = pass
  const isLater = pass.options.ties === 'strict'
  return (pair, number) => {
    for (let entry = 0; entry < events.count; entry += 1) {
      if (events.isDated[entry] === 0 || (pairs.maskFor(entry, pair) & 1) === 0) continue
      const one = tries.add(entry, number, events.positions[entry]!)
      for (let step = 1; step < required.length && entry + step < events.count; step += 1) {
        const position = events.positions[entry + step]!
        if ((pairs.maskFor(entry + step, pair) & (1 << step)) === 0) break
        if (isLater && events.timeOf(position) <= events.timeOf(events.positions[entry + step - 1]!)) break
        tries.positions[one * required.length + step] = position
      }
      if (done(one)) return
    }
  }
}
