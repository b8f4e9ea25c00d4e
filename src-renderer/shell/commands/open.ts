import type { WindowCommand } from './windowCommand'

export const open: WindowCommand = {
  id: 'open',
  title: 'Open files…',
  group: 'File',
  shortcut: 'Mod+O',
  run: ({ context }) => context.chooseFiles(),
}
