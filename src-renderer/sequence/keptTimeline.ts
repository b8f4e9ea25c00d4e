import { required } from '../base/required'
import type { ColumnValues } from './readColumns'
import { orderRows, type RowOrder } from './rowOrder'
import type { CodedTexts, MadeArrays, Timeline, TimelineKind } from './timeline'

/** The columns that every read of a timeline's rows has: user_key, ts in microseconds, and `_source`. */
export const OWNER = 'timeline_user'
export const AT = 'timeline_at'
export const PLACE = 'timeline_place'

/** A column that a question asks for: `column` is what it is kept by. */
export interface AskedColumn {
  readonly name: string
  readonly column: string
  readonly kind: TimelineKind
}

/** Rows that were read, in the order in which they came: OWNER, AT, PLACE and the columns asked for, `timeline_<name>`. */
export interface ReadRows {
  readonly rows: number
  /** Whole numbers within 32 bits. */
  integers(name: typeof OWNER): Int32Array
  numbers(name: typeof AT | typeof PLACE): Float64Array
  column(name: string, kind: TimelineKind): ColumnValues
}

const BYTES: Readonly<Record<TimelineKind, number>> = { flag: 1, number: 8, text: 4, key: 4 }
/** Order, place and time of a row. */
const ROW_BYTES = 20

/** The least recently used of them go first. */
const MOST_MADE = 8

const bytesOf = (made: MadeArrays): number => made.reduce((sum, { byteLength }) => sum + byteLength, 0)

/** Rows in order, with the columns that were read so far; more are added in the order in which the engine gives the rows. */
export class KeptTimeline {
  readonly #order: RowOrder
  /** As they were read: by these a further read is known to have given the same rows in the same order. */
  readonly #places: Float64Array
  readonly #columns = new Map<string, ColumnValues>()
  /** What kernels made of them, by what it is made of. */
  readonly #made = new Map<string, MadeArrays>()
  #bytes: number

  private constructor(order: RowOrder, places: Float64Array) {
    this.#order = order
    this.#places = places
    this.#bytes = places.length * ROW_BYTES
  }

  /** From the first read, which has OWNER, AT and PLACE; null for rows that cannot be ordered exactly. */
  static from(read: ReadRows): KeptTimeline | null {
    const places = read.numbers(PLACE)
    const order = orderRows(read.integers(OWNER), read.numbers(AT), places)
    return order === null ? null : new KeptTimeline(order, places)
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Those that are not here yet. */
  lacks(asked: readonly AskedColumn[]): readonly AskedColumn[] {
    return asked.filter(
      (one, index) =>
        !this.#columns.has(one.column) && asked.findIndex((other) => other.column === one.column) === index,
    )
  }

  /** Adds columns of a read that has PLACE; false, and nothing is added, where its rows are others. */
  add(read: ReadRows, asked: readonly AskedColumn[]): boolean {
    if (read.rows !== this.#places.length) return false
    const places = read.numbers(PLACE)
    for (let row = 0; row < places.length; row += 1) if (places[row] !== this.#places[row]) return false
    for (const { name, column, kind } of asked) {
      this.#columns.set(column, this.#inOrder(read.column(`timeline_${name}`, kind)))
      this.#bytes += read.rows * BYTES[kind]
    }
    return true
  }

  /** The timeline as a question sees it; all of `asked` must be here. */
  view(asked: readonly AskedColumn[]): Timeline {
    const { keys, starts, at } = this.#order
    const found = new Map(asked.map(({ name, column }) => [name, this.#columns.get(column)]))
    const sources = new Map(asked.map(({ name, column: source }) => [name, source]))
    const column = (name: string): ColumnValues => {
      const values = found.get(name)
      if (values === undefined) throw new RangeError(`The timeline has no column ${name}.`)
      return values
    }
    return {
      rows: at.length,
      users: keys.length,
      keys,
      starts,
      at,
      flag: (name) => column(name) as Uint8Array,
      number: (name) => column(name) as Float64Array,
      text: (name) => column(name) as CodedTexts,
      key: (name) => column(name) as Int32Array,
      once: (id, names, make) => {
        names.forEach(column)
        return this.#once(JSON.stringify([id, names.map((name) => [name, required(sources.get(name))])]), make)
      },
    }
  }

  /** Two that are at it at the same time each make their own: one may be cancelled, and the other is not. */
  async #once(key: string, make: () => Promise<MadeArrays>): Promise<MadeArrays> {
    const made = this.#made.get(key) ?? (await make())
    this.#drop(key)
    this.#made.set(key, made)
    this.#bytes += bytesOf(made)
    const [oldest] = this.#made.keys()
    if (this.#made.size > MOST_MADE) this.#drop(required(oldest))
    return made
  }

  #drop(key: string): void {
    this.#bytes -= bytesOf(this.#made.get(key) ?? [])
    this.#made.delete(key)
  }

  #inOrder(values: ColumnValues): ColumnValues {
    if ('codes' in values)
      return { codes: this.#moved(values.codes, new Int32Array(values.codes.length)), texts: values.texts }
    if (values instanceof Uint8Array) return this.#moved(values, new Uint8Array(values.length))
    if (values instanceof Int32Array) return this.#moved(values, new Int32Array(values.length))
    return this.#moved(values, new Float64Array(values.length))
  }

  #moved<T extends Uint8Array | Int32Array | Float64Array>(values: T, into: T): T {
    const { stands } = this.#order
    for (let row = 0; row < stands.length; row += 1) into[stands[row]!] = values[row]!
    return into
  }
}
