import { effectScope, shallowRef, type EffectScope, type ShallowRef } from 'vue'
import { required } from '../../base/required'
import type { WorkspaceState } from '../../host/workbench'
import type { PanelContext } from '../context'
import type { KeptEditor } from './createSqlEditor'
import { sqlHistoryOf } from './sqlHistory'
import { sqlTabsOf, type SqlDraft } from './sqlTabs'
import { useSqlRun, type SqlRun } from './useSqlRun'

/**
 * What a tab of the SQL panel holds while the window is open, whether it is in front or not: its run goes on and its
 * answers stay while somebody looks at another tab or page.
 */
export interface SqlTabSession {
  readonly draft: SqlDraft
  readonly run: SqlRun
  /** The editor as it was left, with what can be undone; null before the first look. */
  readonly editor: ShallowRef<KeptEditor | null>
  /** Which of several answers is shown. */
  readonly shown: ShallowRef<number>
}

let open: { readonly workspaceId: string; readonly sessions: Map<number, [SqlTabSession, EffectScope]> } | null = null

/** Ends what a tab has running and lets its answers go. */
export function endTabSession(id: number): void {
  open?.sessions.get(id)?.[1].stop()
  open?.sessions.delete(id)
}

/** The session of a tab. Those of a workspace end when another one's is asked for. */
export function tabSessionOf(context: PanelContext, workspace: WorkspaceState, id: number): SqlTabSession {
  const workspaceId = workspace.info.id
  if (open?.workspaceId !== workspaceId) {
    for (const one of open?.sessions.keys() ?? []) endTabSession(one)
    open = { workspaceId, sessions: new Map() }
  }
  const known = open.sessions.get(id)
  if (known !== undefined) return known[0]
  const scope = effectScope(true)
  const session = required(
    scope.run((): SqlTabSession => ({
      draft: sqlTabsOf(workspace).draftOf(id),
      run: useSqlRun(context, (entry) => sqlHistoryOf(workspaceId).add(entry)),
      editor: shallowRef<KeptEditor | null>(null),
      shown: shallowRef(0),
    })),
  )
  open.sessions.set(id, [session, scope])
  return session
}
