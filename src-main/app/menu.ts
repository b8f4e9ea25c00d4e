import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../ipc/contract'

/** What the menus show, and what they do. Commands are the front window's; none are there when no window is open. */
export interface MenuState {
  readonly platform: NodeJS.Platform
  readonly commands: readonly MenuCommand[]
  /** Paths of files, newest first. */
  readonly recentFiles: readonly string[]
  readonly recentWorkspaces: readonly { readonly id: string; readonly name: string; readonly place?: string }[]
  readonly isPackaged: boolean
}

export interface MenuActions {
  runCommand(id: string): void
  openFile(path: string): void
  openWorkspace(id: string): void
  clearRecentFiles(): void
  newWindow(): void
  showLog(): void
  showAbout(): void
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }
/** Commands that stand in a place of their own, or that no menu needs. */
const PLACED = new Set(['open', 'open-workspace', 'reveal-workspace', 'new-window', 'help', 'show-log', 'cancel'])

/** The native menus in each platform's habit. */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = state.platform === 'darwin'
  const item = commandItem(actions)
  const named = (id: string): MenuItemConstructorOptions[] =>
    state.commands.filter((command) => command.id === id).map(item)
  const group = (name: MenuCommand['group']): MenuItemConstructorOptions[] =>
    state.commands.filter((command) => command.group === name && !PLACED.has(command.id)).map(item)
  const about: MenuItemConstructorOptions = {
    label: 'About Lathe',
    click: () => {
      actions.showAbout()
    },
  }
  const samples = group('File').filter((entry) => entry.id?.startsWith('sample:') === true)
  const others = group('File').filter((entry) => entry.id?.startsWith('sample:') !== true)

  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: sections(
      named('open'),
      [recentFilesMenu(state, actions)],
      [...named('open-workspace'), recentWorkspacesMenu(state, actions), ...named('reveal-workspace')],
      [
        ...(samples.length === 0
          ? []
          : [
              {
                label: 'Samples',
                submenu: samples.map((entry) => ({
                  ...entry,
                  label: (entry.label ?? '').replace(/^Open sample: /, ''),
                })),
              },
            ]),
        ...others,
      ],
      [
        {
          label: 'New Window',
          accelerator: 'CmdOrCtrl+Shift+N',
          click: () => {
            actions.newWindow()
          },
        },
        { role: 'close' },
      ],
      isMac ? [] : [{ role: 'quit' }],
    ),
  }
  const go = group('Go to')
  const work = [...named('cancel'), ...group('Work')]
  return [
    ...(isMac
      ? [
          {
            label: 'Lathe',
            submenu: [
              about,
              SEPARATOR,
              { role: 'services' as const },
              SEPARATOR,
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              SEPARATOR,
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    file,
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: sections(
        group('View'),
        [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }],
        [{ role: 'togglefullscreen' }, ...(state.isPackaged ? [] : [{ role: 'toggleDevTools' as const }])],
      ),
    },
    ...(go.length === 0 ? [] : [{ label: '&Go', submenu: go }]),
    ...(work.length === 0 ? [] : [{ label: 'W&ork', submenu: work }]),
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: sections(
        named('help'),
        [
          {
            label: 'Show Log',
            click: () => {
              actions.showLog()
            },
          },
        ],
        isMac ? [] : [about],
      ),
    },
  ]
}

function commandItem(actions: MenuActions) {
  return ({ id, title, shortcut, enabled }: MenuCommand): MenuItemConstructorOptions => ({
    // An ampersand marks the access key in a menu; here it is text.
    id,
    label: title.replaceAll('&', '&&'),
    enabled,
    click: () => {
      actions.runCommand(id)
    },
    // Shown only: the window takes its shortcuts itself, and would else run them twice.
    ...(shortcut === undefined ? {} : acceleratorOf(shortcut)),
  })
}

/** A shortcut as Electron writes it; none for keys without a modifier, which belong to what has the focus. */
export function acceleratorOf(shortcut: string): { accelerator?: string; registerAccelerator?: false } {
  if (!/^(Mod|Alt)\+/.test(shortcut)) return {}
  return { accelerator: shortcut.replace('Mod', 'CmdOrCtrl'), registerAccelerator: false }
}

function recentFilesMenu({ recentFiles }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  const entries = recentFiles.map((path): MenuItemConstructorOptions => ({
    label: path.replaceAll('&', '&&'),
    click: () => {
      actions.openFile(path)
    },
  }))
  return {
    label: 'Open Recent',
    enabled: entries.length > 0,
    submenu: [
      ...entries,
      SEPARATOR,
      {
        label: 'Clear Recent',
        click: () => {
          actions.clearRecentFiles()
        },
      },
    ],
  }
}

function recentWorkspacesMenu({ recentWorkspaces }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  const entries = recentWorkspaces.slice(0, 12).map(({ id, name, place }): MenuItemConstructorOptions => ({
    label: name.replaceAll('&', '&&'),
    ...(place === undefined ? {} : { toolTip: place }),
    click: () => {
      actions.openWorkspace(id)
    },
  }))
  return { label: 'Recent Workspaces', enabled: entries.length > 0, submenu: entries }
}

/** Sections with lines between those that have something. */
function sections(...parts: readonly (readonly MenuItemConstructorOptions[])[]): MenuItemConstructorOptions[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [SEPARATOR, ...part]))
}
