import { shallowRef, watch, type ShallowRef } from 'vue'
import type { SavedQuery, Workbench, WorkspaceState } from '../host/workbench'
import type { PanelContext } from '../panels/context'

/**
 * The saved queries of the open workspace: read when it opens, after each import, save and delete, and by `read` (when
 * the window comes to the front, since anybody may put a file into the folder).
 */
export type QueryStore = PanelContext['savedQueries'] & { read(): Promise<void> }

export function createQueryStore(
  workbench: Workbench,
  workspace: Readonly<ShallowRef<WorkspaceState | null>>,
  report: (error: unknown) => void,
): QueryStore {
  const all = shallowRef<readonly SavedQuery[] | null>(null)
  let readOf: string | null = null

  async function read(): Promise<void> {
    const id = workspace.value?.info.id
    if (id === undefined) return
    const found = await workbench.listQueries()
    // The workspace may have changed meanwhile; an unchanged list stays the same object, so that nothing is drawn anew.
    if (workspace.value?.info.id === id && JSON.stringify(found) !== JSON.stringify(all.value)) all.value = found
  }

  watch(
    workspace,
    (state) => {
      if (state?.info.id !== readOf) all.value = null
      readOf = state?.info.id ?? null
      read().catch(report)
    },
    { flush: 'sync' },
  )

  return {
    all,
    read,
    async save(name, text) {
      const saved = await workbench.saveQuery(name, text)
      await read()
      return saved
    },
    async remove(name) {
      await workbench.removeQuery(name)
      await read()
    },
  }
}
