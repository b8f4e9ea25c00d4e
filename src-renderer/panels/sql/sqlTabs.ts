import { computed, effectScope, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { required } from '../../base/required'
import type { SavedQuery, WorkspaceState } from '../../host/workbench'
import { isRecord, readRemembered, useRememberedState } from '../analysis/rememberedState'
import type { PanelContext } from '../context'
import { movedBy } from '../ui/movedBy'
import { starterSql } from './sqlSchema'

/** A tab of the SQL panel, as it is kept between starts. */
export interface SqlTab {
  /** Unique in its workspace, and never used again while the tabs are kept. */
  readonly id: number
  readonly text: string
  /** The saved query that is being edited; null for free SQL. */
  readonly query: string | null
}

/** At least one tab, and which of them is in front. */
interface SqlTabsState {
  readonly tabs: readonly SqlTab[]
  readonly front: number
}

/** Text and saved query of one tab, to be read and changed. */
export interface SqlDraft {
  readonly text: Ref<string>
  readonly query: Ref<string | null>
}

/** The tabs of a workspace's SQL panel: one a workspace, shared by all who look at it, and kept between starts. */
export interface SqlTabs {
  readonly state: Readonly<ShallowRef<SqlTabsState>>
  readonly front: ComputedRef<SqlTab>
  /** A tab that is gone meanwhile reads as empty, and what is written to it is dropped. */
  draftOf(id: number): SqlDraft
  /** Puts a new tab in front, behind the one that was; gives its number. */
  open(text: string, query?: string | null): number
  select(id: number): void
  /** Puts a tab so many places further, as far as the ends. */
  move(id: number, by: number): void
  /** Takes a tab away; where it was the last one, a fresh one takes its place. The result puts it back. */
  close(id: number): () => void
  /** Leads the tabs that edit a saved query to its new name, and to its new text where they hold the old one. */
  renamed(from: { readonly name: string; readonly text: string }, to: string, text: string): void
}

function isTab(value: unknown): value is SqlTab {
  return (
    isRecord(value) &&
    Number.isInteger(value['id']) &&
    typeof value['text'] === 'string' &&
    (value['query'] === null || typeof value['query'] === 'string')
  )
}

function isState(value: unknown): value is SqlTabsState {
  if (!isRecord(value) || !Array.isArray(value['tabs'])) return false
  const tabs: readonly unknown[] = value['tabs']
  return tabs.every(isTab) && tabs.some((tab) => tab.id === value['front'])
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** What the panel of versions with one text only has left. */
function earlierText(workspaceId: string): Pick<SqlTab, 'text' | 'query'> | null {
  const text = readRemembered(workspaceId, 'sql', isText)
  return text === null ? null : { text, query: readRemembered(workspaceId, 'sql-query', isText) }
}

const known = new Map<string, SqlTabs>()

export function sqlTabsOf({ info, catalog }: WorkspaceState): SqlTabs {
  const kept = known.get(info.id)
  if (kept !== undefined) return kept
  // A scope of its own: the tabs go on being stored when the panel that asked first is gone.
  const tabs = required(effectScope(true).run(() => createSqlTabs(info.id, starterSql(catalog))))
  known.set(info.id, tabs)
  return tabs
}

function createSqlTabs(workspaceId: string, starter: string): SqlTabs {
  const first = earlierText(workspaceId) ?? { text: starter, query: null }
  const state = useRememberedState<SqlTabsState>(
    workspaceId,
    'sql-tabs',
    { tabs: [{ id: 1, ...first }], front: 1 },
    isState,
  )
  // Numbers of closed tabs are not given again: what is known of a tab is found by its number.
  let next = Math.max(...state.value.tabs.map((tab) => tab.id)) + 1

  const find = (id: number): SqlTab | undefined => state.value.tabs.find((tab) => tab.id === id)
  function change(id: number, part: Partial<Pick<SqlTab, 'text' | 'query'>>): void {
    state.value = { ...state.value, tabs: state.value.tabs.map((tab) => (tab.id === id ? { ...tab, ...part } : tab)) }
  }
  function insert(tab: SqlTab, at: number): void {
    state.value = { tabs: state.value.tabs.toSpliced(at, 0, tab), front: tab.id }
  }
  return {
    state,
    front: computed(() => required(find(state.value.front))),
    draftOf: (id) => ({
      text: computed({
        get: () => find(id)?.text ?? '',
        set: (text) => {
          change(id, { text })
        },
      }),
      query: computed({
        get: () => find(id)?.query ?? null,
        set: (query) => {
          change(id, { query })
        },
      }),
    }),
    open(text, query = null) {
      const id = next++
      insert({ id, text, query }, state.value.tabs.findIndex((tab) => tab.id === state.value.front) + 1)
      return id
    },
    select(id) {
      if (find(id) !== undefined) state.value = { ...state.value, front: id }
    },
    move(id, by) {
      state.value = { ...state.value, tabs: movedBy(state.value.tabs, (tab) => tab.id === id, by) }
    },
    close(id) {
      const at = state.value.tabs.findIndex((tab) => tab.id === id)
      const closed = required(state.value.tabs[at])
      const rest = state.value.tabs.toSpliced(at, 1)
      const tabs = rest.length > 0 ? rest : [{ id: next++, text: starter, query: null }]
      const front = state.value.front === id ? required(tabs[Math.min(at, tabs.length - 1)]).id : state.value.front
      state.value = { tabs, front }
      return () => {
        if (find(id) === undefined) insert(closed, Math.min(at, state.value.tabs.length))
      }
    },
    renamed(from, to, text) {
      for (const tab of state.value.tabs)
        if (tab.query === from.name) change(tab.id, { query: to, ...(isSameText(tab.text, from.text) ? { text } : {}) })
    },
  }
}

/** Whether two texts are the same query: line ends and blanks at the ends tell nothing. */
export function isSameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim()
}

/** Whether a tab holds text that is kept nowhere else. */
export function isUnsaved(tab: SqlTab, workspace: WorkspaceState, kept: readonly SavedQuery[]): boolean {
  const saved =
    tab.query === null ? starterSql(workspace.catalog) : kept.find((query) => query.name === tab.query)?.text
  return tab.text.trim() !== '' && (saved === undefined || !isSameText(tab.text, saved))
}

/** What a tab is called: its saved query, or a number. */
export function tabTitle(tab: SqlTab): string {
  return tab.query ?? `Untitled ${tab.id}`
}

/** Puts a text in front: in the tab that holds it, or in a new one; a tab that nobody wrote in is used for it. */
export function showInTab(workspace: WorkspaceState, text: string, query: string | null): void {
  const tabs = sqlTabsOf(workspace)
  const same = tabs.state.value.tabs.find((tab) => (query === null ? isSameText(tab.text, text) : tab.query === query))
  if (same !== undefined) {
    tabs.select(same.id)
    return
  }
  const front = tabs.front.value
  if (front.query === null && !isUnsaved(front, workspace, [])) {
    const draft = tabs.draftOf(front.id)
    draft.query.value = query
    draft.text.value = text
  } else tabs.open(text, query)
}

/** Opens a saved query in the SQL panel. Where a tab edits it already, that goes on as it is. */
export function editInSql(context: PanelContext, workspace: WorkspaceState, query: SavedQuery): void {
  showInTab(workspace, query.text, query.name)
  context.navigate('sql')
}
