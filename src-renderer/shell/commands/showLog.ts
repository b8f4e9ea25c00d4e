import type { DesktopCommand } from './windowCommand'

export const showLog: DesktopCommand = {
  id: 'show-log',
  title: 'Show log',
  group: 'View',
  run: (_shell, desktop) => desktop.showLog(),
}
