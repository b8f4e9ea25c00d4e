import type { WindowCommand } from './windowCommand'

export const help: WindowCommand = {
  id: 'help',
  title: 'Help and shortcuts',
  group: 'View',
  shortcut: '?',
  run: ({ dialogs }) => {
    dialogs.helpTopic.value = null
    dialogs.help.value = true
  },
}
