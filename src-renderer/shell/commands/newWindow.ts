import type { DesktopCommand } from './windowCommand'

export const newWindow: DesktopCommand = {
  id: 'new-window',
  title: 'New window',
  group: 'File',
  shortcut: 'Mod+Shift+N',
  run: (_shell, desktop) => desktop.openWindow(),
}
