export const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/** `Mod+Shift+F` as the keys that a person presses, one text a key: `['Ctrl', 'Shift', 'F']`, or the signs of a Mac. */
export function shortcutKeys(shortcut: string, mac = IS_MAC): readonly string[] {
  const names: Readonly<Record<string, string>> = mac
    ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵', Escape: 'Esc' }
    : { Mod: 'Ctrl', Escape: 'Esc' }
  return shortcut.split('+').map((key) => names[key] ?? key)
}
