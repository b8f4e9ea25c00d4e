import { isWorkspaceOpen, type DesktopCommand } from './windowCommand'

export const revealWorkspace: DesktopCommand = {
  id: 'reveal-workspace',
  title: 'Show workspace folder',
  group: 'File',
  when: isWorkspaceOpen,
  run: async ({ workspaces }, desktop) => {
    const id = workspaces.current.value?.info.id
    if (id !== undefined) await desktop.revealWorkspace(id)
  },
}
