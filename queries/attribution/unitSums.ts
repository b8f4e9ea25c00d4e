/** Sums by place of one unit after the other, kept as short lists: most places of most units are 0. */
export class UnitSums {
  readonly #sums: Float64Array
  /** The places of this unit that were added to; some stand twice. */
  #touched: number[] = []
  #unit: number | null = null
  readonly #offsets: number[] = [0]
  readonly #places: number[] = []
  readonly #amounts: number[] = []

  constructor(places: number) {
    this.#sums = new Float64Array(places)
  }

  /** What follows belongs to this unit; each is entered in one go. */
  enter(unit: number): void {
    if (unit === this.#unit) return
    this.#close()
    this.#unit = unit
  }

  add(place: number, amount: number): void {
    if (amount === 0) return
    if (this.#sums[place] === 0) this.#touched.push(place)
    this.#sums[place]! += amount
  }

  /** The lists of all units so far, as a Tally has them. */
  lists(): { readonly offsets: Uint32Array; readonly places: Uint32Array; readonly amounts: Float64Array } {
    this.#close()
    return {
      offsets: Uint32Array.from(this.#offsets),
      places: Uint32Array.from(this.#places),
      amounts: Float64Array.from(this.#amounts),
    }
  }

  #close(): void {
    if (this.#unit === null) return
    for (const place of this.#touched) {
      const amount = this.#sums[place]!
      if (amount === 0) continue
      this.#places.push(place)
      this.#amounts.push(amount)
      this.#sums[place] = 0
    }
    this.#touched = []
    this.#unit = null
    // A unit without sums is none.
    if (this.#places.length > this.#offsets.at(-1)!) this.#offsets.push(this.#places.length)
  }
}
