import type { Remark } from '../contract'

/** A file's first so many columns are columns of the table; what else a row has goes into one more, as a JSON object. */
export const MAX_COLUMNS = 1000

const REST_NAME = '_other_fields'

/** What the column of the rest is called: `_other_fields`, or with a number behind it where the file has such a column itself. */
export function restName(names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()))
  let name = REST_NAME
  for (let n = 2; taken.has(name); n++) name = `${REST_NAME}_${n}`
  return name
}

export function restNote(name: string): string {
  return `The file has more than ${MAX_COLUMNS.toLocaleString('en')} columns: what is beyond the first ${MAX_COLUMNS.toLocaleString('en')} is kept as JSON in the column “${name}”.`
}

/** What a reader said of a file's columns (RowBatch.notes), as a remark of the inspection or the import. */
export function remarkOnColumns(text: string): Remark {
  return { kind: 'columns', column: null, count: 0, text }
}

/** How many rows of so many columns make a batch of ordinary size. */
export function batchRowsOf(columns: number, usual: number): number {
  return Math.max(64, Math.min(usual, Math.floor(2 ** 20 / Math.max(1, columns))))
}
