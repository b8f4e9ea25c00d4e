import { isWorkspaceOpen, type WindowCommand } from './windowCommand'

export const annotations: WindowCommand = {
  id: 'annotations',
  title: 'Annotations…',
  group: 'Work',
  when: isWorkspaceOpen,
  run: (shell) => {
    shell.annotations.open('list')
  },
}
