import type { Cell, Format, ReadOptions, Reject } from '../../../src-renderer/ingest/contract'
import { memorySource } from '../memorySource'

export interface ReadResult {
  readonly names: readonly string[]
  /** Row-major, every row as wide as the last batch's names. */
  readonly rows: readonly (readonly Cell[])[]
  readonly lines: readonly number[]
  readonly rejects: readonly Reject[]
  readonly batches: number
  readonly bytesRead: number
}

/** Reads a whole text through a format, in pieces of the given sizes, and holds what every reader promises. */
export async function readAll(
  format: Format,
  content: string | Uint8Array,
  options: ReadOptions = {},
  sizes: readonly number[] = [],
): Promise<ReadResult> {
  let names: readonly string[] = []
  const rows: Cell[][] = []
  const lines: number[] = []
  const rejects: Reject[] = []
  let batches = 0
  let bytesRead = 0
  for await (const batch of format.read(memorySource(content, sizes).open(), options)) {
    if (names.some((name, i) => batch.names[i] !== name))
      throw new Error(`names were taken back: ${names.join()} → ${batch.names.join()}`)
    if (
      batch.cells.length !== batch.names.length ||
      batch.cells.some((column) => column.length !== batch.count) ||
      batch.lines.length !== batch.count
    )
      throw new Error('a batch is not as wide or long as it says')
    if (batch.bytesRead < bytesRead) throw new Error('bytesRead goes backwards')
    names = batch.names
    for (let r = 0; r < batch.count; r++) rows.push(batch.cells.map((column) => column.at(r)!))
    lines.push(...batch.lines)
    rejects.push(...batch.rejects)
    batches++
    bytesRead = batch.bytesRead
  }
  return {
    names,
    rows: rows.map((row) => [...row, ...Array<null>(names.length - row.length).fill(null)]),
    lines,
    rejects,
    batches,
    bytesRead,
  }
}
