import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import type { WorkspaceState } from '../../host/workbench'
import type { FamilyPanel } from '../../query/contract/family'
import { usePanelContext } from '../context'
import { INITIAL_STATE, isPanelState, valuesOf, withValues, type PanelState, type ResultView } from './panelState'
import type { RawValues } from './parameterErrors'
import { useRememberedState } from './rememberedState'

/** What a panel shows, as its workspace remembers it. */
export interface RememberedPanel {
  /** The analysis in front; null as long as none was chosen. */
  readonly analysis: WritableComputedRef<string | null>
  readonly view: WritableComputedRef<ResultView>
  readonly eventTables: ComputedRef<readonly string[]>
  /** The event table that is read; null for all, and where the one chosen is gone. */
  readonly source: WritableComputedRef<string | null>
  readonly valuesOf: (analysis: string) => RawValues
  readonly setValues: (analysis: string, values: RawValues) => void
  /**
   * Takes an analysis's values back to the defaults, and offers to undo that; `what` was reset: "the parameters of
   * Funnel".
   */
  readonly reset: (analysis: string, what: string) => void
}

export function usePanelState(panel: FamilyPanel, workspace: () => WorkspaceState): RememberedPanel {
  const context = usePanelContext()
  const state = useRememberedState<PanelState>(workspace().info.id, panel.name, INITIAL_STATE, isPanelState)
  const eventTables = computed(() =>
    workspace()
      .catalog.tables.filter((table) => table.kind === 'events')
      .map((table) => table.name),
  )
  const set = (part: Partial<PanelState>): void => {
    state.value = { ...state.value, ...part }
  }
  const setValues = (analysis: string, values: RawValues): void => set(withValues(state.value, panel, analysis, values))
  return {
    analysis: computed({ get: () => state.value.analysis, set: (analysis) => set({ analysis }) }),
    view: computed({ get: () => state.value.view, set: (view) => set({ view }) }),
    eventTables,
    source: computed({
      get: () => {
        const { source } = state.value
        return source !== null && eventTables.value.includes(source) ? source : null
      },
      set: (source) => set({ source }),
    }),
    valuesOf: (analysis) => valuesOf(state.value, analysis),
    setValues,
    reset(analysis, what) {
      const before = valuesOf(state.value, analysis)
      setValues(analysis, {})
      context.notify({ text: `Reset ${what}.`, undo: () => setValues(analysis, before) })
    },
  }
}
