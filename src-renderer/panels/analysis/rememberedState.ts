import { getCurrentScope, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

/** What panels that are shown hold, by its key. */
const shown = new Map<string, Set<ShallowRef<unknown>>>()

function storageKey(workspaceId: string, panel: string): string {
  return `lathe:panel:${workspaceId}:${panel}`
}

/** What is kept of a panel; null where nothing is. */
export function readRemembered<T>(
  workspaceId: string,
  panel: string,
  isValid: (value: unknown) => value is T,
): T | null {
  const key = storageKey(workspaceId, panel)
  try {
    const text = localStorage.getItem(key)
    const value: unknown = text === null ? null : JSON.parse(text)
    return isValid(value) ? value : null
  } catch {
    // Storage can be refused (private windows) or hold something that another version wrote: start afresh.
    return null
  }
}

/** Keeps what a panel is to open with; where it is shown, it turns to that. */
export function remember(workspaceId: string, panel: string, value: unknown): void {
  const key = storageKey(workspaceId, panel)
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Full or refused storage costs the memory, not the panel.
  }
  for (const state of shown.get(key) ?? []) state.value = value
}

/**
 * State of a panel that comes back on the next start: kept per workspace in localStorage. Replace `.value` as a whole
 * (it is a shallowRef); each replacement is stored. What was stored and no longer passes `isValid` is forgotten.
 */
export function useRememberedState<T>(
  workspaceId: string,
  panel: string,
  initial: T,
  isValid: (value: unknown) => value is T,
): ShallowRef<T> {
  const state: ShallowRef<T> = shallowRef(readRemembered(workspaceId, panel, isValid) ?? initial)
  watch(state, (value) => remember(workspaceId, panel, value), { flush: 'sync' })
  const key = storageKey(workspaceId, panel)
  const here = shown.get(key) ?? new Set<ShallowRef<unknown>>()
  shown.set(key, here.add(state))
  if (getCurrentScope() !== undefined) onScopeDispose(() => here.delete(state))
  return state
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
