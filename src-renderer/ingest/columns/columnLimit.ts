import type { Cell, Remark } from '../contract'

/** A table has at most so many columns of its own; what else a row has goes into one more, as a JSON object. */
export const MAX_COLUMNS = 1000

const REST_NAME = '_other_fields'
const NONE: ReadonlySet<string> = new Set()

/**
 * Which of a file's columns are columns of the table: those that are to be kept (the table has them already, or they
 * have a role), and the first others, as many as the table has room for.
 */
export class ColumnChoice {
  readonly #kept: ReadonlySet<string>
  #free: number

  constructor(kept: ReadonlySet<string> = NONE) {
    this.#kept = kept
    this.#free = MAX_COLUMNS - kept.size
  }

  /** To be asked once of each column, in the file's order. */
  takes(name: string): boolean {
    return this.#kept.has(name) || this.#free-- > 0
  }

  /** The places of the columns that are taken, and of the others. */
  split(names: readonly string[]): { readonly own: readonly number[]; readonly rest: readonly number[] } {
    const own: number[] = []
    const rest: number[] = []
    names.forEach((name, index) => (this.takes(name) ? own : rest).push(index))
    return { own, rest }
  }
}

/** What the column of the rest is called: `_other_fields`, or with a number behind it where there is such a column. */
export function restName(names: Iterable<string>): string {
  const taken = new Set(Array.from(names, (name) => name.toLowerCase()))
  let name = REST_NAME
  for (let n = 2; taken.has(name); n++) name = `${REST_NAME}_${n}`
  return name
}

/**
 * Cells under their keys (as JSON has them between quotes) as a JSON object, without the empty ones; null where all
 * are.
 */
export function restText(keys: readonly string[], cellAt: (index: number) => Cell | undefined): string | null {
  let text = ''
  for (let index = 0; index < keys.length; index++) {
    const cell = cellAt(index) ?? null
    if (cell !== null) text += `${text === '' ? '' : ','}${keys[index]!}:${cellText(cell)}`
  }
  return text === '' ? null : `{${text}}`
}

/** Numbers that JSON does not have (infinity) are texts. */
function cellText(cell: string | number | boolean | bigint): string {
  return typeof cell === 'bigint'
    ? String(cell)
    : JSON.stringify(typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell)
}

/** What is said of columns that have no place of their own; `rows` have something in them. */
export function remarkOnRest(name: string, rows: number, of: 'file' | 'table'): Remark {
  const most = MAX_COLUMNS.toLocaleString('en')
  const what =
    of === 'file' ? `The file has more than ${most} columns` : `There are more than ${most} columns for the table`
  const count = rows === 1 ? '1 row has' : `${rows.toLocaleString('en')} rows have`
  return {
    kind: 'columns',
    column: name,
    count: rows,
    text: `${what}: what is beyond ${most} is kept as JSON in the column “${name}” (${count} such values).`,
  }
}

/** What a reader said of a file's columns (RowBatch.notes), as a remark of the inspection or the import. */
export function remarkOnColumns(text: string): Remark {
  return { kind: 'columns', column: null, count: 0, text }
}

/** How many rows of so many columns make a batch of ordinary size. */
export function batchRowsOf(columns: number, usual: number): number {
  return Math.max(64, Math.min(usual, Math.floor(2 ** 20 / Math.max(1, columns))))
}
