import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { WorkspaceInfo, WorkspaceState } from '../../host/workbench'
import type { Route } from '../route'
import type { WindowMemory } from '../windowMemory'
import { TOUR_SAMPLE, TOUR_STEPS } from './tourSteps'

/** The tour of the window: offered on the first start, and again only from help. */
export interface Tour {
  /** The step that is shown, from 0; null while it is not taken. */
  readonly at: Readonly<ShallowRef<number | null>>
  readonly isOffered: ComputedRef<boolean>
  /** Begins: on the log that is open, else with the start page. */
  start(): void
  go(at: number): void
  /** It is over, or was skipped, and is not offered again. */
  end(): void
}

export function createTour(
  memory: Pick<WindowMemory, 'readTour' | 'writeTour'>,
  route: Route,
  workspace: Readonly<ShallowRef<WorkspaceState | null>>,
  recent: Readonly<ShallowRef<readonly WorkspaceInfo[]>>,
  openSample: (name: string) => void,
): Tour {
  const at = shallowRef<number | null>(null)
  const isDone = shallowRef(memory.readTour())
  const hasLog = (): boolean => workspace.value?.catalog.tables.some((table) => table.kind === 'events') === true

  function show(step: number): void {
    at.value = step
    const to = TOUR_STEPS[step]?.route
    if (to !== undefined && route.current.value !== to) route.go(to)
  }
  // The sample goes to its own page first.
  watch([workspace, route.current], () => {
    if (at.value === 0 && hasLog() && route.current.value !== 'start') show(1)
  })
  return {
    at,
    isOffered: computed(() => !isDone.value && at.value === null && recent.value.length === 0),
    start: () => show(hasLog() ? 1 : 0),
    go(step) {
      if (step === 1 && at.value === 0) openSample(TOUR_SAMPLE)
      else show(step)
    },
    end() {
      at.value = null
      isDone.value = true
      memory.writeTour()
    },
  }
}
