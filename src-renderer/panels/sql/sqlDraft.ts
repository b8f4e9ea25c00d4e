import { required } from '../../base/required'
import { effectScope, type ShallowRef } from 'vue'
import type { SavedQuery, WorkspaceState } from '../../host/workbench'
import { useRememberedState } from '../analysis/rememberedState'
import type { PanelContext } from '../context'
import { starterSql } from './sqlSchema'

/** What the SQL panel holds. One a workspace, shared by all who look at it, and kept between starts. */
export interface SqlDraft {
  readonly text: ShallowRef<string>
  /** The saved query that is being edited; null for free SQL. */
  readonly query: ShallowRef<string | null>
}

const drafts = new Map<string, SqlDraft>()
const isText = (value: unknown): value is string => typeof value === 'string'
const isName = (value: unknown): value is string | null => value === null || isText(value)

export function sqlDraftOf({ info, catalog }: WorkspaceState): SqlDraft {
  const known = drafts.get(info.id)
  if (known !== undefined) return known
  // A scope of its own: the draft goes on being stored when the panel that asked first is gone.
  const draft = required(
    effectScope(true).run((): SqlDraft => ({
      text: useRememberedState<string>(info.id, 'sql', starterSql(catalog), isText),
      query: useRememberedState<string | null>(info.id, 'sql-query', null, isName),
    })),
  )
  drafts.set(info.id, draft)
  return draft
}

/** Whether two texts are the same query: line ends and blanks at the ends tell nothing. */
export function isSameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim()
}

/** Whether replacing the text would lose something that is kept nowhere else. */
function isUnsaved(draft: SqlDraft, workspace: WorkspaceState, kept: readonly SavedQuery[]): boolean {
  const saved =
    draft.query.value === null
      ? starterSql(workspace.catalog)
      : kept.find((query) => query.name === draft.query.value)?.text
  return draft.text.value.trim() !== '' && (saved === undefined || !isSameText(draft.text.value, saved))
}

/**
 * Opens a saved query in the SQL panel. When it is being edited there already, it goes on as it is; other text that was
 * not saved comes back with Undo.
 */
export function editInSql(context: PanelContext, workspace: WorkspaceState, query: SavedQuery): void {
  const draft = sqlDraftOf(workspace)
  if (draft.query.value !== query.name) {
    const before = { text: draft.text.value, query: draft.query.value }
    const loses = isUnsaved(draft, workspace, context.savedQueries.all.value ?? [])
    draft.query.value = query.name
    draft.text.value = query.text
    if (loses) {
      context.notify({
        text: `The SQL panel now holds ${query.name}; what was there had not been saved.`,
        undo: () => {
          draft.query.value = before.query
          draft.text.value = before.text
        },
      })
    }
  }
  context.navigate('sql')
}
