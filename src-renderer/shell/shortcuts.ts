import { IS_MAC } from '../panels/ui/shortcutText'

/**
 * Whether a key press is the shortcut (`Mod+Shift+F`, `Escape`, `?`). A shortcut without Mod or Alt is not taken from
 * somebody who types, except Escape.
 */
export function matchesShortcut(event: KeyboardEvent, shortcut: string, mac = IS_MAC): boolean {
  const parts = shortcut.split('+')
  const key = parts.at(-1) ?? ''
  const wantsMod = parts.includes('Mod')
  const wantsAlt = parts.includes('Alt')
  if (
    (mac ? event.metaKey : event.ctrlKey) !== wantsMod ||
    (mac ? event.ctrlKey : event.metaKey) ||
    event.altKey !== wantsAlt
  )
    return false
  if (event.key.toLowerCase() !== key.toLowerCase()) return false
  // Signs such as ? need Shift on some keyboards and not on others.
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key)
  if (!isSign && event.shiftKey !== parts.includes('Shift')) return false
  return wantsMod || wantsAlt || key === 'Escape' || !isTyping(event.target)
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName)
}
