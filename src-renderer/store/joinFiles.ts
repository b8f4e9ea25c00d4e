import { DataType, Table, type RecordBatch } from 'apache-arrow'
import { decodeArrowFile, readMicros } from './arrowFile'
import { keepRows } from './keepRows'

/** A stored file that is to be joined with others: its table, and which columns it has, of which types. */
export interface JoinedFile {
  readonly table: Table
  /** Files of one shape can be joined. */
  readonly shape: string
}

export function readForJoin(bytes: Uint8Array): JoinedFile {
  const table = decodeArrowFile(bytes)
  const shape = table.schema.fields
    // How wide a dictionary's codes are differs from file to file.
    .map(({ name, type }) => JSON.stringify([name, DataType.isDictionary(type) ? 'text' : String(type)]))
    .join()
  return { table, shape }
}

/** One file of all rows of several of one shape, in their order or, by the times of a column, in that of those. */
export function joinFiles(files: readonly JoinedFile[], time: string | null): { bytes: Uint8Array; rows: number } {
  const batches = files.flatMap(({ table }) => table.batches as readonly RecordBatch[])
  const all = new Table([...batches])
  const order = Int32Array.from({ length: all.numRows }, (_, row) => row)
  const times = time === null ? null : all.getChild(time)
  if (times !== null) {
    const micros = readMicros(times)
    order.sort((a, b) => micros[a]! - micros[b]! || a - b)
  }
  return { bytes: keepRows(all, order, null), rows: all.numRows }
}
