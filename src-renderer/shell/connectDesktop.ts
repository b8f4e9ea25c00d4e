import { onScopeDispose, watch, watchEffect } from 'vue'
import type { Desktop, MenuCommand } from '../host/desktop/desktop'
import type { Command } from '../panels/context'
import type { Shell } from './createShell'

/** Commands change in bursts, as panels come and go: the menus are told once. */
const SETTLE_MS = 60

/** What only the desktop app has: its commands, the native menus, and what the system opens in this window. */
export function connectDesktop(shell: Shell, desktop: Desktop): void {
  const { commands, context, workspaces, notices } = shell
  const attempt = (work: () => Promise<unknown>) => () => {
    work().catch(notices.report)
  }
  const isOpen = (): boolean => workspaces.current.value !== null

  commands.add({
    id: 'open-workspace',
    title: 'Open workspace folder…',
    group: 'File',
    shortcut: 'Mod+Shift+O',
    run: attempt(async () => {
      const id = await desktop.chooseWorkspace()
      if (id !== null) await openNew(id)
    }),
  })
  commands.add({
    id: 'reveal-workspace',
    title: 'Show workspace folder',
    group: 'File',
    when: isOpen,
    run: attempt(async () => {
      const id = workspaces.current.value?.info.id
      if (id !== undefined) await desktop.revealWorkspace(id)
    }),
  })
  commands.add({
    id: 'new-window',
    title: 'New window',
    group: 'File',
    shortcut: 'Mod+Shift+N',
    run: attempt(() => desktop.openWindow()),
  })
  commands.add({ id: 'show-log', title: 'Show log', group: 'View', run: attempt(() => desktop.showLog()) })

  /** A workspace that the list may not hold yet. */
  async function openNew(id: string): Promise<void> {
    await workspaces.readRecent()
    shell.openWorkspace(id)
  }

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
              openNew(event.id).catch(notices.report)
              return
            case 'command':
              commands.run(event.id)
              return
            case 'queries':
              shell.queries.read().catch(notices.report)
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
