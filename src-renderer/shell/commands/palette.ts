import type { WindowCommand } from './windowCommand'

export const palette: WindowCommand = {
  id: 'palette',
  title: 'Commands',
  group: 'View',
  shortcut: 'Mod+K',
  run: ({ dialogs }) => {
    dialogs.palette.value = true
  },
}
