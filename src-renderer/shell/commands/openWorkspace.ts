import type { Shell } from '../createShell'
import type { DesktopCommand } from './windowCommand'

export const openWorkspace: DesktopCommand = {
  id: 'open-workspace',
  title: 'Open workspace folder…',
  group: 'File',
  shortcut: 'Mod+Shift+O',
  run: async (shell, desktop) => {
    const id = await desktop.chooseWorkspace()
    if (id !== null) await openUnlisted(shell, id)
  },
}

/** Opens a workspace that the list may not hold yet. */
export async function openUnlisted(shell: Shell, id: string): Promise<void> {
  await shell.workspaces.readRecent()
  shell.openWorkspace(id)
}
