import { DataType, type Data, type RecordBatch } from 'apache-arrow'
import { decodeArrowFile, readInt32, readMicros } from '../store/arrowFile'
import { ColumnCodes } from './columnCodes'
import { PLACE, type ReadRows } from './keptTimeline'
import { LocalDates } from './localDates'
import type { NumberValues } from './numberValues'
import type { ColumnValues } from './readColumns'
import type { CodedColumn, TupleCodes } from './tupleCodes'

/** More different tuples than this are no fewer than the rows: whoever asks for what they tell asks better of the rows. */
const MOST_TUPLES = 1 << 20
/** Where there would be so many times as many, going by at least so many rows, the files are not read to the end. */
const FAR_TOO_MANY = 4
const SAMPLE_ROWS = 1 << 18
const DAY_MICROS = 86_400_000_000

/** What is read of each row, and which rows. */
export interface StoredRequest {
  /** The column of their times, and of their places in the log; null where they have none. */
  readonly time: string
  readonly place: string | null
  /** 1 for each user, by their key, whose rows are asked for; null for everybody's. */
  readonly users: Uint8Array | null
  /** Columns that must have a value. */
  readonly there: readonly string[]
  /** Which rows stay is told by these, null for all; `test` answers 1 for each tuple from one on whose rows do. */
  readonly kept: TupleCodes | null
  test(from: number): Promise<Uint8Array>
  readonly tuples: readonly TupleCodes[]
  readonly plain: readonly ColumnCodes[]
  readonly numbers: readonly NumberValues[]
  readonly mostRows: number
}

/** Codes of a column or of tuples, a row each, in room for all rows. */
type Codes = Map<ColumnCodes | TupleCodes, Int32Array>

/** A file's rows while they are read. */
interface Batch {
  readonly owners: Int32Array
  readonly at: Float64Array
  readonly places: Float64Array | null
  readonly data: (column: string) => Data | undefined
}

/** The rows of a file that stay, and codes of theirs that are known. */
interface Kept {
  readonly rows: Int32Array
  readonly coded: Map<CodedColumn, Int32Array>
}

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
  readonly #numbers: Map<NumberValues, Float64Array>
  #passes = new Uint8Array(0)
  /** Rows of the files so far, and of all. */
  #seen = 0
  readonly #room: number

  /** `room`: how many rows the files have. */
  constructor(asked: StoredRequest, room: number) {
    this.#asked = asked
    this.#room = room
    const most = Math.min(room, asked.mostRows)
    this.#owners = new Int32Array(most)
    this.#times = new Float64Array(most)
    this.#places = new Float64Array(most)
    this.#codes = new Map([...asked.tuples, ...asked.plain].map((one) => [one, new Int32Array(most)]))
    this.#numbers = new Map(asked.numbers.map((one) => [one, new Float64Array(most)]))
  }

  /** Adds a file's rows; false where they cannot be read in this way. */
  async add(bytes: Uint8Array): Promise<boolean> {
    for (const batch of decodeArrowFile(bytes).batches) {
      this.#seen += batch.numRows
      if (batch.numRows > 0 && !(await this.#addBatch(batch))) return false
    }
    return true
  }

  async #addBatch(file: RecordBatch): Promise<boolean> {
    const batch = this.#read(file)
    if (batch === null) return false
    const kept = await this.#keep(batch, this.#owned(batch))
    if (kept === null || this.rows + kept.rows.length > this.#asked.mostRows) return false
    const { rows, coded } = kept
    const codesOf = (column: CodedColumn): Int32Array | null => {
      const codes = coded.get(column) ?? columnCodes(column, batch, rows)
      if (codes !== null) coded.set(column, codes)
      return codes
    }
    for (const [of, into] of this.#codes) {
      const codes = of instanceof ColumnCodes ? codesOf(of) : this.#tuples(of, rows.length, codesOf)
      if (codes === null) return false
      into.set(codes, this.rows)
    }
    for (const [of, into] of this.#numbers) {
      const values = of.valuesOf(batch.data(of.column.name), rows)
      if (values === null) return false
      into.set(values, this.rows)
    }
    pick(batch.owners, rows, this.#owners, this.rows)
    pick(batch.at, rows, this.#times, this.rows)
    if (batch.places !== null) pick(batch.places, rows, this.#places, this.rows)
    this.rows += rows.length
    return true
  }

  /** A file's columns; null for one that lacks users, times or places. */
  #read(file: RecordBatch): Batch | null {
    const { time, place } = this.#asked
    const [users, times] = ['user_key', time].map((name) => file.getChild(name))
    const places = place === null ? null : file.getChild(place)
    if (users == null || times == null || times.nullCount > 0 || (places?.nullCount ?? 0) > 0) return null
    if (place !== null && places == null) return null
    const at = DataType.isDate(times.type) ? midnights(readInt32(times)) : readMicros(times)
    return {
      owners: readInt32(users),
      at,
      places: places == null ? null : readMicros(places),
      data: (column) => file.getChild(column)?.data[0],
    }
  }

  /** The rows of the users who are asked for, with a value wherever one must be. */
  #owned({ owners, data }: Batch): Int32Array {
    const { users, there } = this.#asked
    const rows = new Int32Array(owners.length)
    let count = 0
    for (let row = 0; row < owners.length; row += 1) {
      const owner = owners[row]!
      if (owner >= 0 && (users === null || users[owner] === 1)) rows[count++] = row
    }
    for (const column of there.map(data)) {
      if (column?.nullCount === 0) continue
      const before = count
      count = 0
      if (column !== undefined)
        for (let index = 0; index < before; index += 1) if (column.getValid(rows[index]!)) rows[count++] = rows[index]!
    }
    return rows.subarray(0, count)
  }

  /** Those of some rows that stay, with the codes of the columns that tell it. */
  async #keep(batch: Batch, rows: Int32Array): Promise<Kept | null> {
    const { kept } = this.#asked
    if (kept === null) return { rows, coded: new Map() }
    const coded = new Map<CodedColumn, Int32Array>()
    const codes = this.#tuples(kept, rows.length, (column) => {
      const own = columnCodes(column, batch, rows)
      if (own !== null) coded.set(column, own)
      return own
    })
    if (codes === null) return null
    const known = this.#passes.length
    if (kept.count > known) {
      const passes = new Uint8Array(kept.count)
      passes.set(this.#passes)
      passes.set(await this.#asked.test(known), known)
      this.#passes = passes
    }
    const passes = this.#passes
    const stay = new Int32Array(rows.length)
    let count = 0
    for (let index = 0; index < rows.length; index += 1) if (passes[codes[index]!] === 1) stay[count++] = index
    if (count === rows.length) return { rows, coded }
    const picked = stay.subarray(0, count)
    const of = (values: Int32Array): Int32Array => pick(values, picked, new Int32Array(count), 0)
    return { rows: of(rows), coded: new Map([...coded].map(([column, values]) => [column, of(values)])) }
  }

  #tuples(tuples: TupleCodes, rows: number, codesOf: (column: CodedColumn) => Int32Array | null): Int32Array | null {
    const codes = tuples.columns.map(codesOf)
    if (!codes.every((one) => one !== null)) return null
    const found = tuples.codesOf(codes, rows)
    const { count } = tuples
    const isHopeless = this.#seen >= SAMPLE_ROWS && (count / this.#seen) * this.#room > FAR_TOO_MANY * MOST_TUPLES
    return count > MOST_TUPLES || isHopeless ? null : found
  }

  codes(of: ColumnCodes | TupleCodes): Int32Array {
    return first(this.#codes.get(of)!, this.rows)
  }

  numbers(of: NumberValues): Float64Array {
    return first(this.#numbers.get(of)!, this.rows)
  }

  /** The rows with the columns that were made of their codes. */
  read(columns: ReadonlyMap<string, () => ColumnValues>): ReadRows {
    return {
      rows: this.rows,
      integers: () => first(this.#owners, this.rows),
      numbers: (name) => first(name === PLACE ? this.#places : this.#times, this.rows),
      column: (name) => columns.get(name)!(),
    }
  }
}

/** values[at[0]], values[at[1]] … from `from` on in `into`. */
function pick<T extends Int32Array | Float64Array | Uint8Array>(values: T, at: Int32Array, into: T, from: number): T {
  for (let index = 0; index < at.length; index += 1) into[from + index] = values[at[index]!]!
  return into
}

/** The first values, in no more memory than they take. */
function first<T extends Int32Array | Float64Array>(values: T, count: number): T {
  return values.length === count ? values : (values.slice(0, count) as T)
}

function midnights(days: Int32Array): Float64Array {
  const at = new Float64Array(days.length)
  for (let row = 0; row < days.length; row += 1) at[row] = days[row]! * DAY_MICROS
  return at
}

function columnCodes(column: CodedColumn, batch: Batch, rows: Int32Array): Int32Array | null {
  return column instanceof LocalDates
    ? column.codesOf(batch.at, rows)
    : column.codesOf(batch.data(column.column.name), rows)
}

/** What codes stand for, a row each. */
export function spread(values: ColumnValues, codes: Int32Array): ColumnValues {
  const { length } = codes
  if ('codes' in values) return { codes: pick(values.codes, codes, new Int32Array(length), 0), texts: values.texts }
  if (values instanceof Int32Array) return pick(values, codes, new Int32Array(length), 0)
  if (values instanceof Uint8Array) return pick(values, codes, new Uint8Array(length), 0)
  return pick(values, codes, new Float64Array(length), 0)
}
