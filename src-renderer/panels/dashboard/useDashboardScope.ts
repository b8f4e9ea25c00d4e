import { computed, type ComputedRef } from 'vue'
import type { Scope } from '../../query/contract/view'
import { isRecord, useRememberedState } from '../analysis/rememberedState'

interface DashboardScope {
  readonly scope: ComputedRef<Scope>
  /** Whether it says other than the file. */
  readonly isChanged: ComputedRef<boolean>
  readonly set: (scope: Scope) => void
  readonly reset: () => void
}

/** What a person has chosen over a dashboard's scope: the file's parts that the bar shows. */
type Chosen = Pick<Scope, 'dates' | 'segment' | 'filter'>

function isChosen(value: unknown): value is Chosen | null {
  return (
    value === null ||
    (isRecord(value) &&
      (value['segment'] === null || typeof value['segment'] === 'string') &&
      Array.isArray(value['filter']) &&
      (value['dates'] === null || typeof value['dates'] === 'string' || isRecord(value['dates'])))
  )
}

/** The scope of a dashboard as it is looked at: the file's, or what was chosen here and is remembered beside it. */
export function useDashboardScope(workspaceId: string, name: string, own: () => Scope): DashboardScope {
  const chosen = useRememberedState<Chosen | null>(workspaceId, `dashboard/${name}`, null, isChosen)
  const scope = computed(() => (chosen.value === null ? own() : { ...own(), ...chosen.value }))
  return {
    scope,
    isChanged: computed(() => JSON.stringify(scope.value) !== JSON.stringify(own())),
    set: ({ dates, segment, filter }) => {
      chosen.value = { dates, segment, filter }
    },
    reset: () => {
      chosen.value = null
    },
  }
}
