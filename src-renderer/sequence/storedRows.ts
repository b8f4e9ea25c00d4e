import type { Data, RecordBatch } from 'apache-arrow'
import { decodeArrowFile, readInt32, readMicros } from '../store/arrowFile'
import type { ColumnCodes } from './columnCodes'
import { PLACE, type ReadRows } from './keptTimeline'
import type { ColumnValues } from './readColumns'
import type { TupleCodes } from './tupleCodes'

/** More different tuples than this are no fewer than the rows: whoever asks for what they tell asks better of the rows. */
const MOST_TUPLES = 1 << 20

/** What is read of each row, and which rows. */
export interface StoredRequest {
  /** Which rows stay is told by these, null for all; `test` answers 1 for each tuple from one on whose rows do. */
  readonly kept: TupleCodes | null
  test(from: number): Promise<Uint8Array>
  readonly tuples: readonly TupleCodes[]
  readonly plain: readonly ColumnCodes[]
  readonly mostRows: number
}

/** Codes of a column or of tuples, a row each, in room for all rows. */
type Codes = Map<ColumnCodes | TupleCodes, Int32Array>

/**
 * Rows of stored files of events, those that have a user: whose they are, when and where in the log, and codes of what is
 * asked for. No engine reads them.
 */
export class StoredRows {
  rows = 0
  readonly #asked: StoredRequest
  readonly #owners: Int32Array
  readonly #times: Float64Array
  readonly #places: Float64Array
  readonly #codes: Codes
  #passes = new Uint8Array(0)

  /** `room`: how many rows the files have. */
  constructor(asked: StoredRequest, room: number) {
    this.#asked = asked
    this.#owners = new Int32Array(room)
    this.#times = new Float64Array(room)
    this.#places = new Float64Array(room)
    this.#codes = new Map([...asked.tuples, ...asked.plain].map((one) => [one, new Int32Array(room)]))
  }

  /** Adds a file's rows; false where they cannot be read in this way. */
  async add(bytes: Uint8Array): Promise<boolean> {
    for (const batch of decodeArrowFile(bytes).batches) if (!(await this.#addBatch(batch))) return false
    return true
  }

  async #addBatch(batch: RecordBatch): Promise<boolean> {
    const [users, times, places] = ['user_key', 'ts', '_source'].map((name) => batch.getChild(name))
    if (users == null || times == null || places == null || times.nullCount + places.nullCount > 0) return false
    const owners = readInt32(users)
    const all = new Int32Array(owners.length)
    let count = 0
    for (let row = 0; row < owners.length; row += 1) if (owners[row]! >= 0) all[count++] = row
    const rows = await this.#keep(batch, all.subarray(0, count))
    if (rows === null || this.rows + rows.length > this.#asked.mostRows) return false
    const coded = new Map<ColumnCodes, Int32Array | null>()
    const codesOf = (column: ColumnCodes): Int32Array | null => {
      const codes = coded.has(column) ? coded.get(column)! : column.codesOf(dataOf(batch, column), rows)
      coded.set(column, codes)
      return codes
    }
    for (const column of this.#asked.plain) {
      const codes = codesOf(column)
      if (codes === null) return false
      this.#codes.get(column)!.set(codes, this.rows)
    }
    for (const tuples of this.#asked.tuples) {
      const codes = tuplesOf(tuples, rows.length, codesOf)
      if (codes === null) return false
      this.#codes.get(tuples)!.set(codes, this.rows)
    }
    const [at, place] = [readMicros(times), readMicros(places)]
    for (let index = 0, into = this.rows; index < rows.length; index += 1, into += 1) {
      const row = rows[index]!
      this.#owners[into] = owners[row]!
      this.#times[into] = at[row]!
      this.#places[into] = place[row]!
    }
    this.rows += rows.length
    return true
  }

  /** Those of some rows that stay. */
  async #keep(batch: RecordBatch, rows: Int32Array): Promise<Int32Array | null> {
    const { kept } = this.#asked
    if (kept === null) return rows
    const codes = tuplesOf(kept, rows.length, (column) => column.codesOf(dataOf(batch, column), rows))
    if (codes === null) return null
    const known = this.#passes.length
    if (kept.count > known) {
      const passes = new Uint8Array(kept.count)
      passes.set(this.#passes)
      passes.set(await this.#asked.test(known), known)
      this.#passes = passes
    }
    let count = 0
    for (let index = 0; index < rows.length; index += 1)
      if (this.#passes[codes[index]!] === 1) rows[count++] = rows[index]!
    return rows.subarray(0, count)
  }

  codes(of: ColumnCodes | TupleCodes): Int32Array {
    return this.#codes.get(of)!.slice(0, this.rows)
  }

  /** The rows with the columns that were made of their codes. */
  read(columns: ReadonlyMap<string, () => ColumnValues>): ReadRows {
    return {
      rows: this.rows,
      integers: () => this.#owners.slice(0, this.rows),
      numbers: (name) => (name === PLACE ? this.#places : this.#times).slice(0, this.rows),
      column: (name) => columns.get(name)!(),
    }
  }
}

function dataOf(batch: RecordBatch, { column }: ColumnCodes): Data | undefined {
  return batch.getChild(column.name)?.data[0]
}

function tuplesOf(
  tuples: TupleCodes,
  rows: number,
  codesOf: (column: ColumnCodes) => Int32Array | null,
): Int32Array | null {
  const codes = tuples.columns.map(codesOf)
  if (!codes.every((one) => one !== null)) return null
  const found = tuples.codesOf(codes, rows)
  return tuples.count > MOST_TUPLES ? null : found
}

/** What codes stand for, a row each. */
export function spread(values: ColumnValues, codes: Int32Array): ColumnValues {
  if ('codes' in values) return { codes: codes.map((code) => values.codes[code]!), texts: values.texts }
  if (values instanceof Int32Array) return codes.map((code) => values[code]!)
  const into = values instanceof Uint8Array ? new Uint8Array(codes.length) : new Float64Array(codes.length)
  for (let row = 0; row < codes.length; row += 1) into[row] = values[codes[row]!]!
  return into
}
