const MAX_LOAD = 0.6
const FIRST_SLOTS = 64

/** Distinct pairs of 32-bit integers, each with a code from 0 in the order in which they came. */
export class PairTable {
  count = 0
  /** Pair n is pairs[2n], pairs[2n + 1]. */
  pairs = new Int32Array(2 * FIRST_SLOTS)
  /** The code + 1 a slot; 0 is free. */
  #slots = new Int32Array(FIRST_SLOTS)
  #last = -1

  /** The code of a pair; a new one gets the next. */
  codeOf(first: number, second: number): number {
    const { pairs } = this
    const last = this.#last
    if (last >= 0 && pairs[2 * last] === first && pairs[2 * last + 1] === second) return last
    const mask = this.#slots.length - 1
    let slot = hashOf(first, second) & mask
    for (;;) {
      const code = this.#slots[slot]! - 1
      if (code < 0) return (this.#last = this.#add(slot, first, second))
      if (pairs[2 * code] === first && pairs[2 * code + 1] === second) return (this.#last = code)
      slot = (slot + 1) & mask
    }
  }

  #add(slot: number, first: number, second: number): number {
    const code = this.count++
    if (2 * code === this.pairs.length) {
      const larger = new Int32Array(this.pairs.length * 2)
      larger.set(this.pairs)
      this.pairs = larger
    }
    this.pairs[2 * code] = first
    this.pairs[2 * code + 1] = second
    this.#slots[slot] = code + 1
    if (this.count > this.#slots.length * MAX_LOAD) this.#grow()
    return code
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let code = 0; code < this.count; code += 1) {
      let slot = hashOf(this.pairs[2 * code]!, this.pairs[2 * code + 1]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = code + 1
    }
    this.#slots = slots
  }
}

function hashOf(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
  return hash ^ (hash >>> 13)
}
