import { shallowRef, watch, type ShallowRef } from 'vue'

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

/** Keeps what a panel that is not shown is to open with. */
export function remember(workspaceId: string, panel: string, value: unknown): void {
  try {
    localStorage.setItem(storageKey(workspaceId, panel), JSON.stringify(value))
  } catch {
    // Full or refused storage costs the memory, not the panel.
  }
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
  return state
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
