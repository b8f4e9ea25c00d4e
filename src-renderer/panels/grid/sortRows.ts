import { throwIfAborted } from '../../base/abort'
import { startOrderWorker } from '../../host/browser/orderWorker'
import type { ResultTable, ResultValue } from '../../query/contract/result'
import { orderOfValues } from '../../query/session/orderOfValues'
import { inSlices } from './inSlices'

export interface SortOrder {
  readonly column: number
  readonly descending: boolean
}

/** Sorting reads a column out of the result: above this many rows it waits for ORDER BY. */
export const SORTABLE_ROWS = 2_000_000
/** Up to so many rows are sorted at once: it takes no longer than a frame or two. */
export const ROWS_AT_ONCE = 20_000

/**
 * Row numbers in the order asked for: stable, NULLs last in both directions. Null (the result's own order) is the
 * identity.
 */
export function sortRows(table: ResultTable, order: SortOrder | null): Uint32Array {
  const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row)
  if (order === null) return rows
  return orderOfValues(
    Array.from(rows, (row) => table.value(row, order.column)),
    order.descending,
  )
}

/**
 * The same without holding up the window: values are read a few at a time and sorted in a worker. `onProgress` hears the
 * share of them that is read, then null. Rejects with the signal's reason when it is aborted.
 */
export async function sortRowsAside(
  table: ResultTable,
  { column, descending }: SortOrder,
  signal: AbortSignal,
  onProgress: (share: number | null) => void,
): Promise<Uint32Array> {
  const worker = startOrderWorker(signal)
  try {
    let held: ResultValue[] = []
    await inSlices(table.rowCount, signal, (from, to) => {
      for (let row = from; row < to; row++) held.push(table.value(row, column))
      worker.give(held)
      held = []
      onProgress(to / table.rowCount)
    })
    throwIfAborted(signal)
    onProgress(null)
    const rows = await worker.order(descending)
    throwIfAborted(signal)
    return rows
  } finally {
    worker.end()
  }
}
