import type { WindowCommand } from './windowCommand'

export const tour: WindowCommand = {
  id: 'tour',
  title: 'Take the tour',
  group: 'View',
  run: (shell) => shell.tour.start(),
}
