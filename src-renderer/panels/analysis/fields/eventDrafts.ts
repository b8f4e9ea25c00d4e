import type { ParameterValue } from '../../../query/contract/parameter'

/** A place in a list of events; `value` is undefined until an event is chosen. */
export interface EventDraft {
  readonly key: number
  readonly value: ParameterValue | undefined
}

/** What the list says: the places where something is chosen. */
export function chosenEvents(drafts: readonly EventDraft[]): readonly ParameterValue[] {
  return drafts.map((draft) => draft.value).filter((value) => value !== undefined)
}

/** Moves the entry at `from` by `by` places, as far as the list goes; the same list when it cannot move. */
export function moveEntry<T>(list: readonly T[], from: number, by: number): readonly T[] {
  const to = Math.max(0, Math.min(list.length - 1, from + by))
  if (to === from || list[from] === undefined) return list
  const rest = list.filter((_, index) => index !== from)
  return [...rest.slice(0, to), list[from], ...rest.slice(to)]
}
