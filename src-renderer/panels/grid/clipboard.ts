/**
 * Puts text on the clipboard, in answer to a key or a click. Where the page may not use the asynchronous clipboard (the
 * desktop denies all permissions), the older copy command does it. Rejects when both are refused.
 */
export async function writeClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch (error) {
    if (!copyByCommand(text)) throw error
  }
}

function copyByCommand(text: string): boolean {
  let taken = false
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
    taken = true
  }
  document.addEventListener('copy', give, { capture: true, once: true })
  // Deprecated, and still the only way without a permission.
  document.execCommand('copy')
  document.removeEventListener('copy', give, { capture: true })
  return taken
}
