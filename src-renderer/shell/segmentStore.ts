import { computed, type ShallowRef } from 'vue'
import type { Workbench } from '../host/workbench'
import type { Segment } from '../query/contract/segment'
import type { PanelContext } from '../panels/context'
import type { WorkspaceStore } from './workspaceStore'

/**
 * The segments of the open workspace, as its catalog has them: analyses are planned anew when one changes. `read` looks
 * whether anybody else changed a file (when the window comes to the front).
 */
export type SegmentStore = PanelContext['segments'] & { read(): Promise<void> }

export function createSegmentStore(
  workbench: Workbench,
  workspaces: Pick<WorkspaceStore, 'current' | 'reload'>,
): SegmentStore {
  const all: Readonly<ShallowRef<readonly Segment[]>> = computed(() => workspaces.current.value?.catalog.segments ?? [])
  return {
    all,
    async read() {
      if (workspaces.current.value === null) return
      const found = await workbench.listSegments()
      if (JSON.stringify(found) !== JSON.stringify(all.value)) await workspaces.reload()
    },
    async save(name, segment) {
      const saved = await workbench.saveSegment(name, segment)
      await workspaces.reload()
      return saved
    },
    async remove(name) {
      await workbench.removeSegment(name)
      await workspaces.reload()
    },
  }
}
