export interface SearchItem {
  readonly value: string
  readonly label: string
  /** Muted, at the right: a count, a type, an offset. */
  readonly note?: string
}

/** More than these are not drawn; typing narrows them. */
export const SHOWN_ITEMS = 200

/** Items whose label contains the text, those that begin with it first, otherwise in their own order. */
export function searchItems(items: readonly SearchItem[], text: string): readonly SearchItem[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return items
  const found = items.filter((item) => item.label.toLowerCase().includes(wanted))
  const begins = found.filter((item) => item.label.toLowerCase().startsWith(wanted))
  return [...begins, ...found.filter((item) => !begins.includes(item))]
}
