/** A list of numbers that grows, without an object for each. */
export class Numbers {
  count = 0
  #all = new Float64Array(64)

  add(value: number): void {
    if (this.count === this.#all.length) {
      const larger = new Float64Array(2 * this.count)
      larger.set(this.#all)
      this.#all = larger
    }
    this.#all[this.count] = value
    this.count += 1
  }

  /** The numbers themselves, to be moved as one likes. */
  values(): Float64Array {
    return this.#all.subarray(0, this.count)
  }
}
