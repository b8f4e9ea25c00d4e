import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { documentPath } from '../../host/savedDocuments'
import { isLatheError } from '../../model/error'
import type { Dashboard } from '../../query/contract/dashboard'
import { readDashboard } from '../../query/saved/readDashboard'
import { writeDashboard } from '../../query/saved/writeDashboard'
import { usePanelContext } from '../context'

interface DashboardFile {
  /** Null until it has been read, where there is none of that name, and where it cannot be read. */
  readonly board: ComputedRef<Dashboard | null>
  /** Why it cannot be read, with line and column. */
  readonly problem: ComputedRef<string | null>
  readonly isThere: ComputedRef<boolean>
  readonly canUndo: Readonly<Ref<boolean>>
  /** A change is shown and not yet in the workspace. */
  readonly isSaving: Readonly<Ref<boolean>>
  /** Shows the change at once, and writes it behind what is being written. */
  edit(next: Dashboard): void
  /** Takes the newest change of this page back, to the letter. */
  undo(): void
}

/** A dashboard's file as its page edits it. What somebody else writes meanwhile is shown, and never written over. */
export function useDashboardFile(name: () => string): DashboardFile {
  const context = usePanelContext()
  /** What was changed here and is not in the list of files yet. */
  const local = shallowRef<string | null>(null)
  const history = shallowRef<readonly string[]>([])
  let writing: Promise<unknown> = Promise.resolve()
  const pending = shallowRef(0)
  const stored = computed(() => context.dashboards.all.value?.find((one) => one.name === name())?.text ?? null)
  const text = computed(() => local.value ?? stored.value)
  const read = computed((): { readonly board: Dashboard } | { readonly problem: string } | null => {
    if (text.value === null) return null
    try {
      return { board: readDashboard(text.value, documentPath('dashboard', name())) }
    } catch (error) {
      if (!isLatheError(error, 'bad-file')) throw error
      return { problem: error.message }
    }
  })
  let own = stored.value
  watch(stored, (now) => {
    // Somebody else's change: what was before it is not theirs to lose.
    if (pending.value === 0 && now !== own) history.value = []
  })

  function put(next: string): void {
    const before = text.value
    if (before === next) return
    local.value = next
    own = next
    pending.value++
    writing = writing
      .then(() => context.dashboards.replace(name(), before, next))
      .catch((error: unknown) => {
        history.value = []
        context.reportError(error)
      })
      .finally(() => {
        pending.value--
        if (pending.value === 0) local.value = null
      })
  }

  return {
    board: computed(() => (read.value !== null && 'board' in read.value ? read.value.board : null)),
    problem: computed(() => (read.value !== null && 'problem' in read.value ? read.value.problem : null)),
    isThere: computed(() => text.value !== null),
    canUndo: computed(() => history.value.length > 0),
    isSaving: computed(() => pending.value > 0),
    edit(next) {
      const written = writeDashboard(next)
      if (text.value === null || written === text.value) return
      history.value = [...history.value, text.value]
      put(written)
    },
    undo() {
      const before = history.value.at(-1)
      if (before === undefined) return
      history.value = history.value.slice(0, -1)
      put(before)
    },
  }
}
