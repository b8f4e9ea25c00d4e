import { DataType } from 'apache-arrow'
import { MAX_COLUMNS } from '../columns/columnLimit'
import type { Cell } from '../contract'
import { pairsIn } from './jsonPairs'
import type { JsonValue } from './jsonValue'

/** Whether values of a type are lists of a key and a value, as those of `event_params` are. */
export function isPairs(type: DataType): boolean {
  if (!DataType.isList(type)) return false
  const entry = (type.children[0] as { readonly type: DataType } | undefined)?.type
  if (entry === undefined || !DataType.isStruct(entry) || entry.children.length !== 2) return false
  const typeOf = (name: string): DataType | undefined =>
    (entry.children as { readonly name: string; readonly type: DataType }[]).find((child) => child.name === name)?.type
  const key = typeOf('key')
  return typeOf('value') !== undefined && key !== undefined && (DataType.isUtf8(key) || DataType.isLargeUtf8(key))
}

/**
 * The columns that lists of keys with values become, `params.page` for the key `page` of `params`; in the order in which
 * keys are first met, for all batches of a file. A list that has a key twice stays in a column of its own, as JSON text,
 * and so does what has more keys than a table has room for.
 */
export class PairColumns {
  readonly #names = new Set<string>()
  readonly #cells = new Map<string, Cell[]>()
  #rows = 0

  /** Begins a batch. */
  begin(rows: number): void {
    this.#rows = rows
    this.#cells.clear()
  }

  /** Takes a column of lists in JSON (null where there is none). */
  add(column: string, lists: readonly Cell[]): void {
    lists.forEach((text, row) => {
      if (text === null || text === '[]') return
      const pairs = pairsIn(JSON.parse(String(text)) as JsonValue[])
      const keys = pairs === null ? [] : Object.keys(pairs)
      const fit = keys.every((key) => this.#names.has(`${column}.${key}`) || this.#names.size < MAX_COLUMNS * 2)
      if (pairs === null || !fit) this.#set(column, row, text)
      else for (const key of keys) this.#set(`${column}.${key}`, row, cellOf(pairs[key] ?? null))
    })
    // A column is one, also where it is empty in every row.
    if (![...this.#names].some((name) => name === column || name.startsWith(`${column}.`))) this.#names.add(column)
  }

  /** All columns that are known so far, with the cells of this batch. */
  columns(): readonly { readonly name: string; read(): Cell[] }[] {
    return Array.from(this.#names, (name) => ({
      name,
      read: () => this.#cells.get(name) ?? new Array<Cell>(this.#rows).fill(null),
    }))
  }

  #set(name: string, row: number, cell: Cell): void {
    let cells = this.#cells.get(name)
    if (cells === undefined) {
      this.#names.add(name)
      this.#cells.set(name, (cells = new Array<Cell>(this.#rows).fill(null)))
    }
    cells[row] = cell
  }
}

function cellOf(value: JsonValue): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
