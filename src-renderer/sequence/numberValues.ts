import type { Data } from 'apache-arrow'
import type { ColumnSchema } from '../model/schema'
import { isOfType } from './columnCodes'

const HIGH = 4_294_967_296

/** A stored column of numbers or times as doubles (times in microseconds), a row each; NULL is NaN. */
export class NumberValues {
  readonly column: ColumnSchema

  constructor(column: ColumnSchema) {
    this.column = column
  }

  /** The values of some rows of a file; null where the file holds the column in another form. */
  valuesOf(data: Data | undefined, rows: Int32Array): Float64Array | null {
    const result = new Float64Array(rows.length)
    if (data === undefined) return result.fill(NaN)
    if (!isOfType(data.type, this.column.type)) return null
    const { values } = data as { readonly values: Float64Array | Int32Array | BigInt64Array }
    // The nearest double of a whole number, as a cast in SQL gives it.
    const halves =
      values instanceof BigInt64Array ? new Int32Array(values.buffer, values.byteOffset, 2 * values.length) : null
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index]!
      result[index] = halves === null ? Number(values[row]) : halves[2 * row + 1]! * HIGH + (halves[2 * row]! >>> 0)
    }
    if (data.nullCount > 0)
      for (let index = 0; index < rows.length; index += 1) if (!data.getValid(rows[index]!)) result[index] = NaN
    return result
  }
}
