/**
 * Whether a key press belongs to an input method that is composing (Japanese, Chinese, dead keys): Enter then confirms
 * letters and Escape drops them, and neither is a command. Safari tells of the confirming Enter by its key code alone.
 */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229
}

/**
 * For the window's capture phase: no list, dialog or field of ours gets keys of a composition. The SQL editor does,
 * because it follows compositions by itself.
 */
export function holdComposing(event: KeyboardEvent): void {
  if (isComposing(event) && !(event.target instanceof Element && event.target.closest('.cm-editor') !== null))
    event.stopPropagation()
}
