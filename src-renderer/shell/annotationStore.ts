import { shallowRef, watch, type ShallowRef } from 'vue'
import type { Workbench, WorkspaceState } from '../host/workbench'
import type { Annotation } from '../model/annotation'
import type { AnnotationStart, PanelContext } from '../panels/context'

/**
 * The annotations of the open workspace: read when it opens, and by `read` (when the window comes to the front, since
 * anybody may write the file). `start` is what their dialog opens with; null while it is closed.
 */
export type AnnotationStore = PanelContext['annotations'] & {
  readonly start: ShallowRef<AnnotationStart | null>
  read(): Promise<void>
}

export function createAnnotationStore(
  workbench: Workbench,
  workspace: Readonly<ShallowRef<WorkspaceState | null>>,
  report: (error: unknown) => void,
): AnnotationStore {
  const all = shallowRef<readonly Annotation[]>([])
  const start = shallowRef<AnnotationStart | null>(null)
  let readOf: string | null = null

  async function read(): Promise<void> {
    const id = workspace.value?.info.id
    if (id === undefined) return
    const found = await workbench.listAnnotations()
    // The workspace may have changed meanwhile; an unchanged list stays the same object, so that no chart is drawn
    // anew.
    if (workspace.value?.info.id === id && JSON.stringify(found) !== JSON.stringify(all.value)) all.value = found
  }
  async function replace(annotations: readonly Annotation[]): Promise<void> {
    await workbench.saveAnnotations(annotations)
    await read()
  }

  watch(
    workspace,
    (state) => {
      const id = state?.info.id ?? null
      if (id === readOf) return
      readOf = id
      all.value = []
      start.value = null
      read().catch(report)
    },
    { flush: 'sync' },
  )

  return {
    all,
    start,
    read,
    async save(annotations) {
      const ids = new Set(annotations.map((one) => one.id))
      await replace([...all.value.filter((one) => !ids.has(one.id)), ...annotations])
    },
    remove: (id) => replace(all.value.filter((one) => one.id !== id)),
    open: (wanted) => {
      start.value = wanted
    },
  }
}
