/** For a dialog's `interact-outside`: a click on a notice (Undo) does not close what is open. */
export function keepForNotices(event: CustomEvent<{ readonly originalEvent: Event }>): void {
  const target = event.detail.originalEvent.target
  if (target instanceof Element && target.closest('[aria-label="Notices"]') !== null) event.preventDefault()
}
