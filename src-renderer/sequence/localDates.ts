import type { Data } from 'apache-arrow'
import type { ColumnSchema } from '../model/schema'
import { dateData } from '../store/arrowFile'

/**
 * The local dates of rows, by their times, each with a code from 0 in the order in which they came: what is told by the
 * date alone is so few that it can be asked of each.
 */
export class LocalDates {
  readonly column: ColumnSchema
  readonly #dayOf: (micros: number) => number
  readonly #days: number[] = []
  readonly #codes = new Map<number, number>()

  /** `dayOf`: the local date of a time, as days since 1970; `name` is what it is asked by. */
  constructor(name: string, dayOf: (micros: number) => number) {
    this.column = { name, type: 'date', source: name }
    this.#dayOf = dayOf
  }

  /** The codes of some rows of a file with these times. */
  codesOf(at: Float64Array, rows: Int32Array): Int32Array {
    const codes = new Int32Array(rows.length)
    let [last, code] = [NaN, -1]
    for (let index = 0; index < rows.length; index += 1) {
      const day = this.#dayOf(at[rows[index]!]!)
      if (day !== last) [last, code] = [day, this.#codeOf(day)]
      codes[index] = code
    }
    return codes
  }

  /** The dates of some codes, as a column. */
  values(codes: Int32Array): Data {
    return dateData(codes.map((code) => this.#days[code]!))
  }

  #codeOf(day: number): number {
    const known = this.#codes.get(day)
    if (known !== undefined) return known
    this.#codes.set(day, this.#days.length)
    return this.#days.push(day) - 1
  }
}
