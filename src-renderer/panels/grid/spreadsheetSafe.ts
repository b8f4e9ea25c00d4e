import { shallowRef } from 'vue'
import { guardedText, SpreadsheetGuard } from '../../export/spreadsheetGuard'
import type { MenuEntry } from '../ui'

/** Whether CSV files and copied cells are made safe for spreadsheets. On at each start: who turns it off knows why. */
export const spreadsheetSafe = shallowRef(true)

/** The choice, as the last entry of a menu that saves. */
export function safeEntry(): MenuEntry {
  return {
    id: 'safe',
    label: 'Safe for spreadsheets',
    note: 'an apostrophe before = + - @',
    checked: spreadsheetSafe.value,
  }
}

/** A guard where the choice is on. */
export function chosenGuard(): SpreadsheetGuard | null {
  return spreadsheetSafe.value ? new SpreadsheetGuard() : null
}

/** What a person reads behind "Saved x.csv" or "Copied …" where the choice is on. */
export function safeNote(guard: { readonly count: number } | null): string {
  if (guard === null) return ''
  const changed = guardedText(guard.count)
  return `, safe for spreadsheets${changed === null ? '' : `: ${changed}`}`
}
