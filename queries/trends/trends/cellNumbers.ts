import { GroupPlaces } from '../../events/groupPlaces'

/** A bucket and a line. */
export interface Cell {
  readonly bucket: number
  /** From 0. */
  readonly place: number
  readonly cell: number
}

/** Numbers cells in the order in which they come up. */
export class CellNumbers {
  readonly #buckets: Float64Array
  readonly #lines: number
  readonly #first: number
  readonly #numbers: GroupPlaces

  /** `buckets` of all events, and how many lines there are. */
  constructor(buckets: Float64Array, lines: number) {
    let [first, last] = [Infinity, -Infinity]
    for (const bucket of buckets) {
      if (bucket < first) first = bucket
      if (bucket > last) last = bucket
    }
    this.#buckets = buckets
    this.#lines = lines
    this.#first = first
    this.#numbers = new GroupPlaces(Math.max(0, (last - first + 1) * lines))
  }

  /** Of an event. */
  at(row: number, place: number): number {
    return this.#numbers.placeOf((this.#buckets[row]! - this.#first) * this.#lines + place)
  }

  all(): readonly Cell[] {
    return Array.from(this.#numbers.keys(), ([key, cell]) => ({
      bucket: this.#first + Math.floor(key / this.#lines),
      place: key % this.#lines,
      cell,
    }))
  }
}
