import type { Desktop } from '../../host/desktop/desktop'
import type { Command } from '../../panels/context'
import type { Shell } from '../createShell'

/**
 * A command of the window: one file in `shell/commands`, one line in its index. Menus, palette, shortcuts and help are
 * made of all of them. Panels add commands of their own while they are shown.
 */
export interface WindowCommand extends Omit<Command, 'when' | 'lacks' | 'run'> {
  /** Whether it can run now; always, when absent. */
  readonly when?: (shell: Shell) => boolean
  readonly lacks?: (shell: Shell) => string | null
  readonly run: (shell: Shell) => void
}

/** A command that only the desktop app has. Its failures are told as any others. */
export interface DesktopCommand extends Omit<WindowCommand, 'run'> {
  readonly run: (shell: Shell, desktop: Desktop) => Promise<void>
}

/** For commands that need an open workspace. */
export function isWorkspaceOpen({ workspaces }: Shell): boolean {
  return workspaces.current.value !== null
}
