import type { Dashboard } from '../../query/contract/dashboard'
import { OPEN_VIEW_SCOPE } from '../../host/dashboard/viewRequest'
import type { DocumentFiles } from '../context'

/** A file's name made of a title: what a name may not hold is left out, and a number tells it from those that are there. */
export function fileNameFor(title: string, taken: readonly string[], what: string): string {
  const base =
    title
      .normalize('NFC')
      .replace(/[^\p{L}\p{M}\p{N}_ -]/gu, ' ')
      .trim()
      .replace(/^-+/, '')
      .replace(/\s+/g, '-')
      .toLowerCase()
      .slice(0, 70) || what
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.includes(name)) return name
  }
}

export function namesOf(files: DocumentFiles): readonly string[] {
  return (files.all.value ?? []).map((one) => one.name)
}

export function emptyDashboard(title: string, about = ''): Dashboard {
  return { title, about, scope: OPEN_VIEW_SCOPE, tiles: [] }
}

/** On which dashboard something was pinned last, by workspace: the next one is meant for the same. */
export const lastPinned = new Map<string, string>()
