/** Keys up to this many are looked up in an array. */
const MOST_DENSE = 1 << 22

/** Numbers keys below `size` in the order in which they come. */
export class GroupPlaces {
  readonly #dense: Int32Array | null
  readonly #sparse = new Map<number, number>()
  readonly #keys: number[] = []

  constructor(size: number) {
    this.#dense = size <= MOST_DENSE ? new Int32Array(size) : null
  }

  /** The number of a key: that of how many came before it, where it is new. */
  placeOf(key: number): number {
    if (this.#dense === null) {
      let place = this.#sparse.get(key)
      if (place === undefined) this.#sparse.set(key, (place = this.#keys.push(key) - 1))
      return place
    }
    if (this.#dense[key] === 0) this.#dense[key] = this.#keys.push(key)
    return this.#dense[key]! - 1
  }

  keys(): Iterable<readonly [key: number, place: number]> {
    return this.#keys.map((key, place) => [key, place] as const)
  }
}
