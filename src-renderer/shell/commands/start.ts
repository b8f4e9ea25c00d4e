import type { WindowCommand } from './windowCommand'

export const start: WindowCommand = {
  id: 'start',
  title: 'Start page',
  group: 'Go to',
  run: ({ route }) => route.go('start'),
}
