import type { WindowCommand } from './windowCommand'

export const cancel: WindowCommand = {
  id: 'cancel',
  title: 'Cancel the running work',
  group: 'Work',
  shortcut: 'Escape',
  when: ({ status }) => !isOverlayOpen() && status.tasks.value.some((task) => task.cancel !== null),
  run: ({ status }) => {
    status.cancelNewest()
  },
}

/** Escape closes what is open on top before it cancels work. */
function isOverlayOpen(): boolean {
  return document.querySelector('[role=dialog], [role=menu], [role=listbox][data-state=open]') !== null
}
