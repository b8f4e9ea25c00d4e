import { shallowReactive } from 'vue'
import type { ResultView } from '../analysis/panelState'
import type { RawValues } from '../analysis/parameterErrors'
import type { ScopeState } from '../scope/scopeState'

/** What somebody changed of an open analysis without saving it. */
export interface ViewDraft {
  /** The view as it was opened, written out: of another one the draft is none. */
  readonly opened: string
  /** What its page wrote before anything was changed. */
  readonly unchanged: string
  readonly raw: RawValues
  readonly scope: ScopeState
  readonly shown: ResultView
}

/** By workspace and route, while the window is open: a tab that goes to the back keeps what it was set to. */
const drafts = shallowReactive(new Map<string, ViewDraft>())

function keyOf(workspace: string, route: string): string {
  return `${workspace} ${route}`
}

export function draftOf(workspace: string, route: string, opened: string): ViewDraft | null {
  const draft = drafts.get(keyOf(workspace, route))
  return draft?.opened === opened ? draft : null
}

export function hasDraft(workspace: string, route: string): boolean {
  return drafts.has(keyOf(workspace, route))
}

/** Keeps one; null forgets it. */
export function keepDraft(workspace: string, route: string, draft: ViewDraft | null): void {
  if (draft === null) drafts.delete(keyOf(workspace, route))
  else drafts.set(keyOf(workspace, route), draft)
}

/** Forgets one; the result puts it back. */
export function dropDraft(workspace: string, route: string): () => void {
  const draft = drafts.get(keyOf(workspace, route)) ?? null
  drafts.delete(keyOf(workspace, route))
  return () => keepDraft(workspace, route, draft)
}
