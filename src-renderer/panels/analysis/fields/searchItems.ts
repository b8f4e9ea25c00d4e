export interface SearchItem {
  readonly value: string
  readonly label: string
  /** Muted, at the right: a count, a type, an offset. */
  readonly note?: string
  /** Why it cannot be chosen now: said in the place of the note. */
  readonly lacks?: string | undefined
  /** The heading that it stands under; items of one group follow each other. */
  readonly group?: string
}

/** More than these are not drawn; typing narrows them. */
export const SHOWN_ITEMS = 200

/** Items whose label contains the text, in each group those that begin with it first, otherwise in their own order. */
export function searchItems(items: readonly SearchItem[], text: string): readonly SearchItem[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return items
  const found = items.filter((item) => item.label.toLowerCase().includes(wanted))
  return searchGroups(found).flatMap(({ items: group }) => {
    const begins = group.filter((item) => item.label.toLowerCase().startsWith(wanted))
    return [...begins, ...group.filter((item) => !begins.includes(item))]
  })
}

/** Items under one heading; null for none. */
export interface SearchGroup {
  readonly heading: string | null
  readonly items: readonly SearchItem[]
}

/** Items by their groups, in their order. */
export function searchGroups(items: readonly SearchItem[]): readonly SearchGroup[] {
  const headings = [...new Set(items.map(({ group }) => group ?? null))]
  return headings.map((heading) => ({ heading, items: items.filter(({ group }) => (group ?? null) === heading) }))
}
