import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { SavedQuery, WorkspaceState } from '../../host/workbench'
import { hasHeader } from '../../query/saved/queryFile'
import type { PanelContext } from '../context'
import { draftOf, textOfDraft, type QueryDraft } from './queryDraft'
import { isSameText, type SqlDraft } from './sqlTabs'

export interface QuerySaving {
  /** What the dialog asks about; null while it is closed. */
  readonly asking: Readonly<ShallowRef<QueryDraft | null>>
  readonly busy: Readonly<ShallowRef<boolean>>
  /** The saved query in the editor, while it is still there. */
  readonly edited: ComputedRef<SavedQuery | null>
  /** Whether the editor's text differs from the saved one. */
  readonly changed: ComputedRef<boolean>
  /**
   * Saves the edited query at once, or asks for a name. Throws `bad-file` for a text that could not be opened again.
   */
  save(): Promise<void>
  /** Asks for a name in any case. Throws as save. */
  saveAs(): void
  close(): void
  /** Writes what the dialog gave, and goes on editing it. */
  confirm(name: string, text: string): Promise<void>
}

/** Saves the SQL panel's text as a query of the workspace. */
export function useQuerySaving(context: PanelContext, draft: SqlDraft, workspace: () => WorkspaceState): QuerySaving {
  const asking = shallowRef<QueryDraft | null>(null)
  const busy = shallowRef(false)
  const edited = computed(
    () => context.savedQueries.all.value?.find((query) => query.name === draft.query.value) ?? null,
  )
  const changed = computed(() => edited.value !== null && !isSameText(edited.value.text, draft.text.value))

  async function write(name: string, text: string): Promise<string | null> {
    const id = workspace().info.id
    busy.value = true
    try {
      const saved = await context.savedQueries.save(name, text)
      if (workspace().info.id !== id) return null
      draft.query.value = saved
      draft.text.value = text
      asking.value = null
      return saved
    } catch (error) {
      context.reportError(error)
      return null
    } finally {
      busy.value = false
    }
  }

  return {
    asking,
    busy,
    edited,
    changed,
    async save() {
      const text = draft.text.value
      const next = draftOf(text, edited.value?.name ?? null)
      if (edited.value === null || next.undeclared.length > 0) {
        asking.value = next
        return
      }
      const task = context.startTask('Saving')
      const saved = await write(edited.value.name, hasHeader(text) ? `${text.trimEnd()}\n` : textOfDraft(next))
      if (saved === null) task.stop()
      else task.done(`Saved ${saved}.sql`)
    },
    saveAs() {
      asking.value = draftOf(draft.text.value, edited.value?.name ?? null)
    },
    close() {
      asking.value = null
    },
    async confirm(name, text) {
      const saved = await write(name, text)
      if (saved !== null) context.notify({ text: `Saved ${saved}. It stands under Queries.`, tone: 'good' })
    },
  }
}
