import type { MenuItem } from '../ui'

/** The entry that begins with a figure, or takes the second one. */
export const EXPLAIN_FROM = 'explain-from'

/** Why each thing cannot be done, a clause, or null: from the figure before and another one, or to this one. */
type ChangeOffers =
  | { readonly earlier: string | null; readonly from: string | null }
  | { readonly to: string | null; readonly isSelected: boolean }

function entry(id: string, label: string, shortcut: string, why: string | null): MenuItem {
  return why === null ? { id, label, shortcut } : { id, label, note: why, disabled: true }
}

/** What a menu offers to explain a change; what cannot be done is off, with the reason. */
export function changeEntries(offers: ChangeOffers): readonly MenuItem[] {
  if ('to' in offers)
    return [
      entry(
        EXPLAIN_FROM,
        offers.isSelected ? 'Explain the change between the two' : 'Explain the change to here',
        'E',
        offers.to,
      ),
    ]
  const { earlier, from } = offers
  if (from !== null) return [entry(EXPLAIN_FROM, 'Explain the change', 'E', from)]
  return [
    entry('explain-earlier', 'Explain the change from the one before', 'Shift+E', earlier),
    entry(EXPLAIN_FROM, 'Explain the change to another figure…', 'E', from),
  ]
}

/** The entry that a key means; null for other keys and with Ctrl, ⌘ or Alt. */
export function entryOfKey(entries: readonly MenuItem[], event: KeyboardEvent): MenuItem | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.toUpperCase() !== 'E') return null
  const id = event.shiftKey ? 'explain-earlier' : EXPLAIN_FROM
  return entries.find((one) => one.id === id) ?? null
}
