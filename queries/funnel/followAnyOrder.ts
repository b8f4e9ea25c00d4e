import { Entries, type Follow, type Following } from './followSteps'
import type { Pair } from './userPairs'

/** Events that may fill the same steps, in order; of each entry only the first `most` of them can fill any. */
interface Alike {
  readonly mask: number
  readonly most: number
  readonly events: number[]
  next: number
}

function bitsOf(mask: number): number {
  let bits = 0
  for (let left = mask; left !== 0; left &= left - 1) bits += 1
  return bits
}

/** Which steps are filled, each by an event of its own: `fill` finds room for one more event, moving others if it must. */
class Filled {
  count = 0
  /** By step the mask of the event that fills it; 0 for none. */
  readonly #by: Int32Array
  #seen = 0

  constructor(steps: number) {
    this.#by = new Int32Array(steps)
  }

  clear(): void {
    this.count = 0
    this.#by.fill(0)
  }

  /** Whether an event fills one step more than were filled without it. */
  fill(mask: number): boolean {
    this.#seen = 0
    if (!this.#place(mask)) return false
    this.count += 1
    return true
  }

  #place(mask: number): boolean {
    for (let step = 0; step < this.#by.length; step += 1) {
      const bit = 1 << step
      if ((mask & bit) === 0 || (this.#seen & bit) !== 0) continue
      this.#seen |= bit
      if (this.#by[step] !== 0 && !this.#place(this.#by[step]!)) continue
      this.#by[step] = mask
      return true
    }
    return false
  }
}

/**
 * Steps in any order: an attempt begins with any event that meets a step, and position n is when n steps could be
 * filled by the events from there on, each by one of its own.
 */
export function followAnyOrder(following: Following): Follow {
  const { pass, events, pairs, tries, names, done } = following
  const steps = pass.required.length
  const began: number[] = []
  const filled = new Filled(steps)
  const entries = new Entries(following)
  const ahead = { positions: [] as number[], masks: [] as number[], count: 0 }

  /** With ties `second`: whether an event is one with an earlier one of these, of its name and second. */
  function isTwin(event: number, alike: Alike): boolean {
    if (names === null) return false
    for (let index = alike.events.length - 1; index >= 0; index -= 1) {
      const other = alike.events[index]!
      if (events.positions[other] !== events.positions[event]) return false
      if (names[events.rows[other]!] === names[events.rows[event]!]) return true
    }
    return false
  }

  function load(pair: Pair): readonly Alike[] {
    const kinds = new Map<number, Alike>()
    began.length = 0
    entries.clear()
    for (let event = 0; event < events.count; event += 1) {
      const mask = pairs.maskFor(event, pair)
      if (mask === 0) continue
      let alike = kinds.get(mask)
      if (alike === undefined) {
        alike = { mask, most: bitsOf(mask), events: [], next: 0 }
        kinds.set(mask, alike)
      }
      if (!isTwin(event, alike)) alike.events.push(event)
      if (events.isDated[event] === 1 && pairs.beginsWith(event, pair) && entries.isNew(event)) began.push(event)
    }
    return [...kinds.values()]
  }

  /** Puts an event that lies ahead in its place in time. */
  function insert(position: number, mask: number): void {
    const { positions, masks } = ahead
    let place = ahead.count
    while (place > 0 && positions[place - 1]! > position) {
      positions[place] = positions[place - 1]!
      masks[place] = masks[place - 1]!
      place -= 1
    }
    positions[place] = position
    masks[place] = mask
    ahead.count += 1
  }

  function lookAhead(kinds: readonly Alike[], start: number): void {
    ahead.count = 0
    for (const alike of kinds) {
      const list = alike.events
      while (alike.next < list.length && events.positions[list[alike.next]!]! < start) alike.next += 1
      for (let nth = alike.next; nth < list.length && nth < alike.next + alike.most; nth += 1) {
        const position = events.positions[list[nth]!]!
        if (position > start + pass.windowMicros) break
        insert(position, alike.mask)
      }
    }
  }

  return (pair, number) => {
    const kinds = load(pair)
    for (const event of began) {
      const start = events.positions[event]!
      const one = tries.add(event, number, start)
      lookAhead(kinds, start)
      filled.clear()
      for (let place = 0; place < ahead.count && filled.count < steps; place += 1) {
        if (!filled.fill(ahead.masks[place]!)) continue
        tries.positions[one * steps + filled.count - 1] = ahead.positions[place]!
      }
      if (done(one)) return
    }
  }
}
