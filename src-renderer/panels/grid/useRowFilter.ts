import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { createLatest } from '../../base/latest'
import type { ResultTable } from '../../query/contract/result'
import { filterRows, readCellTest } from './filterRows'

export interface RowFilter {
  /** As somebody types it (filterRows). */
  readonly text: ShallowRef<string>
  /** The column that is looked at; null for any. */
  readonly column: ShallowRef<string | null>
  /** 1 for each row that passes; null while nothing is asked for. */
  readonly passes: Readonly<ShallowRef<Uint8Array | null>>
  readonly count: Readonly<ShallowRef<number>>
  /** How much has been looked at, 0 … 1; null while nothing runs. */
  readonly progress: Readonly<ShallowRef<number | null>>
}

/** Narrows a table to the rows that pass, without running anything again; a new table is looked through anew. */
export function useRowFilter(table: () => ResultTable): RowFilter {
  const text = shallowRef('')
  const column = shallowRef<string | null>(null)
  const passes = shallowRef<Uint8Array | null>(null)
  const count = shallowRef(0)
  const progress = shallowRef<number | null>(null)
  const latest = createLatest()

  async function look(): Promise<void> {
    const test = readCellTest(text.value)
    latest.cancel()
    progress.value = null
    if (test === null) {
      passes.value = null
      return
    }
    const all = table().columns
    const at = all.findIndex(({ name }) => name === column.value)
    try {
      const found = await latest.run((signal) =>
        filterRows(table(), at === -1 ? all.map((_, index) => index) : [at], test, signal, (share) => {
          // What is soon done says nothing of itself.
          if (share < 1) progress.value = share
        }),
      )
      count.value = found.reduce((sum, one) => sum + one, 0)
      passes.value = found
      progress.value = null
    } catch (error) {
      if (!isAbort(error)) throw error
    }
  }
  watch(table, () => {
    // Marks of another table's rows mean nothing here.
    passes.value = null
    void look()
  })
  watch([text, column], () => void look())
  onScopeDispose(() => latest.cancel())
  return { text, column, passes, count, progress }
}
