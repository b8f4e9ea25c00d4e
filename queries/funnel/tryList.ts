function grown(values: Float64Array): Float64Array {
  const more = new Float64Array(values.length * 2)
  more.set(values)
  return more
}

/** One user's attempts, column by column; the list is used again for the next user. Steps are counted from 0. */
export class TryList {
  count = 0
  /** Where attempt n reached step s: positions[n * steps + s]; NaN from the first that it never did. */
  positions: Float64Array
  /** The place among the user's events of the one that each began with. */
  events: Float64Array
  /** The number of the pair whose values each holds. */
  pairs: Float64Array
  /** How many steps count. */
  depths: Float64Array
  /** 1 where an excluded event takes the attempt away. */
  voids: Float64Array
  /** Where an excluded event or its last step ended each; NaN where its window did. */
  overs: Float64Array

  constructor(readonly steps: number) {
    this.positions = new Float64Array(64 * steps)
    this.events = new Float64Array(64)
    this.pairs = new Float64Array(64)
    this.depths = new Float64Array(64)
    this.voids = new Float64Array(64)
    this.overs = new Float64Array(64)
  }

  /** A further attempt, which begins with an event at a position; its number. */
  add(event: number, pair: number, position: number): number {
    const one = this.count
    if (one === this.events.length) this.#grow()
    this.count += 1
    this.positions.fill(NaN, one * this.steps + 1, this.count * this.steps)
    this.positions[one * this.steps] = position
    this.events[one] = event
    this.pairs[one] = pair
    return one
  }

  #grow(): void {
    this.positions = grown(this.positions)
    this.events = grown(this.events)
    this.pairs = grown(this.pairs)
    this.depths = grown(this.depths)
    this.voids = grown(this.voids)
    this.overs = grown(this.overs)
  }
}
