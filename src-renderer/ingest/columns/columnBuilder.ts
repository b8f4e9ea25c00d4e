import type { Data } from 'apache-arrow'
import type { ColumnSchema, ColumnType, Role } from '../../model/schema'
import type { Arena } from '../../base/arena'
import type { ColumnStore } from './columnStore'
import type { Cell, CellColumn, NumberForm } from '../contract'
import { compileNumberReader } from './numberForm'
import { BOOLEANS, DATES, DOUBLES, IntegerStore, NumberStore, doublesIn, timestampsReadBy } from './numberStores'
import type { StoreLoss } from './numberStores'
import { readBoolean, readDouble, readInteger } from './numberText'
import { TextStore } from './textStore'

/**
 * The type that holds the values of both without loss. Integers count as exact here; who widens values checks each one.
 */
export function widestType(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a
  return (a === 'integer' && b === 'double') || (a === 'double' && b === 'integer') ? 'double' : 'string'
}

export interface ColumnBuilderOptions {
  readonly name: string
  readonly source: string
  readonly role?: Role
  /** The type to begin with; null: the first value that is not null decides. */
  readonly type: ColumnType | null
  /** How its numbers are written, where they are not plain ones. */
  readonly numbers?: NumberForm
  /** Reads ISO times as µs, or NaN. */
  readonly readTime: (cell: Cell) => number
  readonly store?: ColumnStore
}

/**
 * Collects one column. A value that does not fit the column's type widens the column, and nothing is lost or refused:
 * integers become doubles while all of them are exact as such, everything else becomes text.
 */
export class ColumnBuilder {
  readonly name: string
  readonly source: string
  readonly #role: Role | undefined
  readonly #readTime: (cell: Cell) => number
  readonly #numbers: NumberForm | undefined
  /**
   * Set once a column of formatted numbers turned out to be text: numbers in it are written plainly from then on, as
   * the ones before.
   */
  #readPlain: ((cell: Cell) => number) | null = null
  /** Null while nothing but nulls has come and no type was given. */
  #store: ColumnStore | null
  #length = 0
  /** False once an integer came, also in rows that have been written, that a double cannot hold. */
  #fitsDouble = true

  constructor(options: ColumnBuilderOptions) {
    this.name = options.name
    this.source = options.source
    this.#role = options.role
    this.#readTime = options.readTime
    this.#numbers = options.numbers
    this.#store = options.store ?? (options.type === null ? null : this.#makeStore(options.type))
  }

  get bytes(): number {
    return this.#store?.bytes ?? 0
  }

  get schema(): ColumnSchema {
    return {
      name: this.name,
      type: this.#store?.type ?? 'string',
      source: this.source,
      ...(this.#role === undefined ? {} : { role: this.#role }),
    }
  }

  /** Whether cells are kept as the texts that they are. */
  get keepsText(): boolean {
    return this.#readPlain === null && (this.#store === null || this.#store instanceof TextStore)
  }

  /** A cell as text in the form in which the column keeps it; null where that is nothing. */
  textOf(cell: Cell): string | null {
    if (cell === null || cell === '') return null
    const plain = this.#readPlain?.(cell) ?? NaN
    if (plain === plain) return String(plain)
    return this.#store === null ? String(cell) : this.#store.textOf(cell)
  }

  /** Cells that a column of fixed type could not hold since the last call; see {@link NumberStore.takeLoss}. */
  takeLoss(): StoreLoss {
    return this.#store instanceof NumberStore ? this.#store.takeLoss() : { count: 0, of: 0, first: 0 }
  }

  /** Adds cells.at(kept[i]) for i below count. */
  append(given: CellColumn, kept: Int32Array, count: number): void {
    let at = 0
    let cells = this.#readPlain === null ? given : plainNumbers(given, this.#readPlain)
    if (this.#store === null) {
      while (at < count && isEmpty(cells.at(kept[at]!))) at++
      if (at === count) {
        this.#length += count
        return
      }
      this.#store = this.#makeStore(typeOf(cells.at(kept[at]!) ?? null))
      this.#store.appendNulls(this.#length)
      at = 0
    }
    while ((at = this.#store.append(cells, kept, at, count)) < count) {
      this.#store = this.#widen(this.#store, cells.at(kept[at]!) ?? null)
      if (this.#readPlain !== null) cells = plainNumbers(given, this.#readPlain)
    }
    this.#length += count
  }

  appendNulls(count: number): void {
    this.#store?.appendNulls(count)
    this.#length += count
  }

  /** Null when the column has had no value yet: the part is then written without it, which reads as null. */
  encode(rows: Int32Array, dictionaryId: number, arena: Arena): Data | null {
    return this.#store?.encode(rows, dictionaryId, arena) ?? null
  }

  keep(rows: Int32Array): void {
    if (this.#store instanceof IntegerStore) this.#fitsDouble &&= this.#store.fitsDouble
    this.#store?.keep(rows)
    this.#length = rows.length
  }

  #makeStore(type: ColumnType): ColumnStore {
    switch (type) {
      case 'integer':
        return new IntegerStore()
      case 'double':
        return new NumberStore(this.#numbers === undefined ? DOUBLES : doublesIn(this.#numbers))
      case 'boolean':
        return new NumberStore(BOOLEANS)
      case 'date':
        return new NumberStore(DATES)
      case 'timestamp':
        return new NumberStore(timestampsReadBy(this.#readTime))
      default:
        return new TextStore(type)
    }
  }

  #widen(narrow: ColumnStore, cell: Cell): ColumnStore {
    const toDouble =
      narrow instanceof IntegerStore && narrow.fitsDouble && this.#fitsDouble && !Number.isNaN(readDouble(cell))
    if (narrow.type === 'double' && this.#numbers !== undefined) this.#readPlain = compileNumberReader(this.#numbers)
    const wide = this.#makeStore(toDouble ? 'double' : 'string')
    const one = new Int32Array(1)
    for (let row = 0; row < narrow.length; row++) wide.append([narrow.textAt(row)], one, 0, 1)
    return wide
  }
}

/** The cells with formatted numbers written plainly (`1.234,50` as `1234.5`); all others as they are. */
function plainNumbers(cells: CellColumn, read: (cell: Cell) => number): CellColumn {
  return {
    length: cells.length,
    at: (row) => {
      const cell = cells.at(row)
      const value = typeof cell === 'string' ? read(cell) : NaN
      return Number.isNaN(value) ? cell : String(value)
    },
  }
}

function isEmpty(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || cell === ''
}

/**
 * The narrowest type for a first value. Text stays text: what it might mean was decided when the file was inspected.
 */
function typeOf(cell: Cell): ColumnType {
  if (readBoolean(cell) !== null && typeof cell === 'boolean') return 'boolean'
  if (typeof cell === 'string') return 'string'
  const integer = readInteger(cell)
  return integer === integer ? 'integer' : typeof cell === 'number' ? 'double' : 'string'
}
