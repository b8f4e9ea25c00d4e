import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { ResultTable } from '../../query/contract/result'
import { ROWS_AT_ONCE, sortRows, sortRowsAside, type SortOrder } from './sortRows'

export interface SortedRows {
  /** The rows of the table in the order asked for; until that is found, in the one before. */
  readonly rows: Readonly<ShallowRef<Uint32Array>>
  /** How far sorting is: 0 … 1, 'sorting' when all values are read; null while nothing runs. */
  readonly progress: Readonly<ShallowRef<number | 'sorting' | null>>
  /** Gives up; the order asked for becomes again what the rows have. */
  cancel(): void
}

/** Keeps rows in the order of `order`: small tables at once, others in a worker. */
export function useSortedRows(
  table: () => ResultTable,
  order: ShallowRef<SortOrder | null>,
  onError: (error: unknown) => void,
): SortedRows {
  const rows = shallowRef(sortRows(table(), null))
  const progress = shallowRef<number | 'sorting' | null>(null)
  const latest = createLatest()
  /** The order that the rows have. */
  let held: SortOrder | null = null

  async function sort(): Promise<void> {
    const [of, wanted] = [table(), order.value]
    latest.cancel()
    progress.value = null
    if (wanted === null || of.rowCount <= ROWS_AT_ONCE) {
      rows.value = sortRows(of, wanted)
      held = wanted
      return
    }
    try {
      progress.value = 0
      rows.value = await latest.run((signal) =>
        sortRowsAside(of, wanted, signal, (share) => {
          progress.value = share ?? 'sorting'
        }),
      )
      held = wanted
      progress.value = null
    } catch (error) {
      if (isAbort(error)) return
      progress.value = null
      order.value = held
      onError(error)
    }
  }
  watch(
    table,
    (of) => {
      // Rows of the table before mean nothing here.
      rows.value = sortRows(of, null)
      held = null
      if (order.value !== null) void sort()
    },
    { flush: 'sync' },
  )
  watch(
    order,
    (wanted) => {
      if (wanted !== held || progress.value !== null) void sort()
    },
    { flush: 'sync', immediate: true },
  )
  onScopeDispose(() => latest.cancel())
  return {
    rows,
    progress,
    cancel() {
      latest.cancel()
      progress.value = null
      order.value = held
    },
  }
}
