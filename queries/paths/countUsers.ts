/** Counts users and occurrences by key; users come one after the other. */
export class CountUsers {
  readonly #places = new Map<number, number>()
  readonly #last: number[] = []
  readonly users: number[] = []
  readonly times: number[] = []

  /** The place of a key, which is new where it was not met before. */
  add(key: number, user: number): void {
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.users.push(0) - 1
      this.times.push(0)
      this.#last.push(-1)
      this.#places.set(key, place)
    }
    this.times[place]! += 1
    if (this.#last[place] === user) return
    this.#last[place] = user
    this.users[place]! += 1
  }

  keys(): IterableIterator<[key: number, place: number]> {
    return this.#places.entries()
  }

  placeOf(key: number): number {
    return this.#places.get(key) ?? -1
  }
}
