import { shallowRef, watch, type ShallowRef } from 'vue'
import type { DocumentKind } from '../host/savedDocuments'
import type { SavedFile } from '../host/savedFiles'
import type { Workbench, WorkspaceState } from '../host/workbench'
import type { DocumentFiles } from '../panels/context'

/**
 * The saved views or the dashboards of the open workspace: read when it opens, after each change of it, and by `read`
 * (when the window comes to the front, since anybody may put a file into the folder).
 */
export type DocumentStore = DocumentFiles

export function createDocumentStore(
  kind: DocumentKind,
  workbench: Workbench,
  workspace: Readonly<ShallowRef<WorkspaceState | null>>,
  report: (error: unknown) => void,
): DocumentStore {
  const all = shallowRef<readonly SavedFile[] | null>(null)
  let readOf: string | null = null

  async function read(): Promise<void> {
    const id = workspace.value?.info.id
    if (id === undefined) return
    const found = await workbench.listDocuments(kind)
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
    async replace(name, before, text) {
      try {
        return await workbench.replaceDocument(kind, name, before, text)
      } finally {
        await read()
      }
    },
    async remove(name) {
      await workbench.removeDocument(kind, name)
      await read()
    },
  }
}
