import type { NamedData } from '../store/arrowFile'
import type { ColumnCodes } from './columnCodes'
import type { LocalDates } from './localDates'
import { PairTable } from './pairTable'

/** A stored column, or the local dates of the rows. */
export type CodedColumn = ColumnCodes | LocalDates

/**
 * The different rows of a few columns, each with a code from 0 in the order in which they came: what is told by these
 * columns alone is the same for all rows of a code. Of no columns there is one.
 */
export class TupleCodes {
  readonly columns: readonly CodedColumn[]
  /** Pair n of a column's table is a code of the columns before it, and one of its own. */
  readonly #tables: readonly PairTable[]

  constructor(columns: readonly CodedColumn[]) {
    this.columns = columns
    this.#tables = columns.map(() => new PairTable())
  }

  get count(): number {
    return this.#tables.at(-1)?.count ?? 1
  }

  /** The codes of rows by those of their columns. */
  codesOf(codes: readonly Int32Array[], rows: number): Int32Array {
    const tuples = new Int32Array(rows)
    this.#tables.forEach((table, index) => {
      const own = codes[index]!
      for (let row = 0; row < rows; row += 1) tuples[row] = table.codeOf(tuples[row]!, own[row]!)
    })
    return tuples
  }

  /** The columns' values of the codes from one on. */
  values(from: number): readonly NamedData[] {
    let tuples = Int32Array.from({ length: this.count - from }, (_, index) => from + index)
    const values: NamedData[] = []
    for (const [index, { pairs }] of [...this.#tables.entries()].reverse()) {
      const column = this.columns[index]!
      values.unshift({ name: column.column.name, data: column.values(tuples.map((tuple) => pairs[2 * tuple + 1]!)) })
      tuples = tuples.map((tuple) => pairs[2 * tuple]!)
    }
    return values
  }
}
