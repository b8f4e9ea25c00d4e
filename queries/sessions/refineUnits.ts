/**
 * Cuts units of rows further: rows of a unit with different values are in different ones. Values mostly grow from row to
 * row (dates, days since), so that a value is looked for among earlier ones only where it is less than the greatest.
 */
export class RefineUnits {
  /** Of each unit: the finer one of its latest row, and its greatest value so far. */
  readonly #latest: Int32Array
  readonly #greatest: Float64Array
  /** Of each finer unit: which it is part of, and its value. */
  readonly #whole: Int32Array
  readonly #value: Float64Array

  constructor(mostRows: number) {
    this.#latest = new Int32Array(mostRows)
    this.#greatest = new Float64Array(mostRows)
    this.#whole = new Int32Array(mostRows)
    this.#value = new Float64Array(mostRows)
  }

  /**
   * The first `rows` of `unitOf` are units from 0 to below `units` (or -1 for none), and become the finer ones, numbered
   * in the order in which they begin. Answers how many there are.
   */
  refine(unitOf: Int32Array, rows: number, units: number, valueOf: (row: number, unit: number) => number): number {
    this.#latest.fill(-1, 0, units)
    let count = 0
    for (let row = 0; row < rows; row += 1) {
      const unit = unitOf[row]!
      if (unit < 0) continue
      const value = valueOf(row, unit)
      let finer = this.#latest[unit]!
      const isFirst = finer < 0
      if (isFirst || this.#value[finer] !== value) finer = this.#find(unit, value, isFirst ? -1 : count - 1)
      if (finer < 0) {
        finer = count
        count += 1
        this.#whole[finer] = unit
        this.#value[finer] = value
        this.#greatest[unit] = isFirst ? value : Math.max(this.#greatest[unit]!, value)
      }
      this.#latest[unit] = finer
      unitOf[row] = finer
    }
    return count
  }

  /** The finer unit of that value, looked for from the last one back; -1 for none. */
  #find(unit: number, value: number, last: number): number {
    if (last < 0 || value > this.#greatest[unit]!) return -1
    for (let finer = last; finer >= 0; finer -= 1)
      if (this.#whole[finer] === unit && this.#value[finer] === value) return finer
    return -1
  }
}
