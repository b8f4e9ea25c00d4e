import { onScopeDispose, watch, watchEffect } from 'vue'
import type { Desktop, MenuCommand } from '../host/desktop/desktop'
import type { Command } from '../panels/context'
import { addDesktopCommands } from './commands/index'
import { openUnlisted } from './commands/openWorkspace'
import type { Shell } from './createShell'

/** Commands change in bursts, as panels come and go: the menus are told once. */
const SETTLE_MS = 60

/** What only the desktop app has: its commands, the native menus, and what the system opens in this window. */
export function connectDesktop(shell: Shell, desktop: Desktop): void {
  const { commands, context, workspaces, notices } = shell
  addDesktopCommands(shell, desktop)

  watch(
    () => workspaces.current.value?.info.id ?? null,
    (id) => {
      desktop.watchWorkspace(id).catch(notices.report)
    },
    { immediate: true },
  )

  let timer: ReturnType<typeof setTimeout> | undefined
  let told = ''
  watchEffect(() => {
    const list = menuCommands(commands.all.value)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const text = JSON.stringify(list)
      if (text === told) return
      told = text
      desktop.showCommands(list).catch(notices.report)
    }, SETTLE_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })

  // Events that came early wait in the main process until the window has shown what was open last.
  const stop = watch(
    shell.isStarting,
    (isStarting) => {
      if (isStarting) return
      queueMicrotask(() => {
        stop()
      })
      desktop
        .listen((event) => {
          switch (event.kind) {
            case 'files':
              shell.receiveFiles(event.files)
              return
            case 'workspace':
              openUnlisted(shell, event.id).catch(notices.report)
              return
            case 'command':
              commands.run(event.id)
              return
            case 'queries':
              shell.readSaved().catch(notices.report)
              return
            case 'problem':
              context.notify({ text: event.message, tone: 'bad' })
          }
        })
        .catch(notices.report)
    },
    { immediate: true },
  )
}

/** The commands as a menu shows them: the newest of each id, in the order in which ids first came. */
export function menuCommands(all: readonly Command[]): readonly MenuCommand[] {
  const newest = new Map<string, Command>()
  for (const command of all) newest.set(command.id, command)
  return [...newest.values()].map(({ id, title, group, shortcut, when }) => ({
    id,
    title,
    group,
    enabled: when === undefined || when(),
    ...(shortcut === undefined ? {} : { shortcut }),
  }))
}
