import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate, type MenuActions, type MenuState } from '../../src-main/app/menu'

const ran: string[] = []
const actions: MenuActions = {
  runCommand: (id) => {
    ran.push(`run ${id}`)
  },
  openFile: (path) => {
    ran.push(`file ${path}`)
  },
  openWorkspace: (id) => {
    ran.push(`workspace ${id}`)
  },
  clearRecentFiles: () => {
    ran.push('clear')
  },
  newWindow: () => {
    ran.push('window')
  },
  showLog: () => {
    ran.push('log')
  },
  showAbout: () => {
    ran.push('about')
  },
}
const command = (id: string, group: MenuState['commands'][number]['group']) => ({ id, title: id, group, enabled: true })
const full: MenuState = {
  platform: 'linux',
  isPackaged: false,
  recentFiles: ['/new.csv', '/old.csv'],
  recentWorkspaces: [
    { id: 'w1', name: 'Shop & Co', place: '/d/Shop' },
    { id: 'w2', name: 'Web' },
  ],
  commands: [
    command('open', 'File'),
    command('open-workspace', 'File'),
    command('reveal-workspace', 'File'),
    command('export', 'File'),
    { ...command('sample:shop', 'File'), title: 'Open sample: Shop' },
    command('theme', 'View'),
    command('help', 'View'),
    command('show-log', 'View'),
    command('new-window', 'File'),
    command('go:funnel', 'Go to'),
    command('cancel', 'Work'),
    command('again', 'Work'),
  ],
}
const empty: MenuState = { platform: 'linux', isPackaged: true, recentFiles: [], recentWorkspaces: [], commands: [] }

/**
 * A menu's entries as a person reads them: labels or roles, a line as "—", what is under an entry in a list behind it.
 */
function read(items: readonly MenuItemConstructorOptions[]): readonly unknown[] {
  return items.flatMap((item): unknown[] => {
    const name = item.type === 'separator' ? '—' : (item.label ?? item.role)
    return Array.isArray(item.submenu) ? [name, read(item.submenu)] : [name]
  })
}
function find(items: readonly MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions | undefined {
  for (const item of items) {
    const found = item.label === label ? item : Array.isArray(item.submenu) ? find(item.submenu, label) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

describe('the menus', () => {
  it('have sections with one line between those that have something', () => {
    expect(read(menuTemplate(full, actions))).toEqual([
      '&File',
      [
        'open',
        '—',
        'Open Recent',
        ['/new.csv', '/old.csv', '—', 'Clear Recent'],
        '—',
        'open-workspace',
        'Recent Workspaces',
        ['Shop && Co', 'Web'],
        'reveal-workspace',
        '—',
        'Samples',
        ['Shop'],
        'export',
        '—',
        'New Window',
        'close',
        '—',
        'quit',
      ],
      'editMenu',
      '&View',
      ['theme', '—', 'resetZoom', 'zoomIn', 'zoomOut', '—', 'togglefullscreen', 'toggleDevTools'],
      '&Go',
      ['go:funnel'],
      'W&ork',
      ['cancel', 'again'],
      'windowMenu',
      'help',
      ['help', '—', 'Show Log', '—', 'About Lathe'],
    ])
    expect(read(menuTemplate(empty, actions))).toEqual([
      '&File',
      ['Open Recent', ['—', 'Clear Recent'], '—', 'Recent Workspaces', [], '—', 'New Window', 'close', '—', 'quit'],
      'editMenu',
      '&View',
      ['resetZoom', 'zoomIn', 'zoomOut', '—', 'togglefullscreen'],
      'windowMenu',
      'help',
      ['Show Log', '—', 'About Lathe'],
    ])
  })

  it("have About and Quit in the app's own menu on a Mac", () => {
    const mac = read(menuTemplate({ ...empty, platform: 'darwin' }, actions))
    expect(mac.slice(0, 4)).toEqual([
      'Lathe',
      ['About Lathe', '—', 'services', '—', 'hide', 'hideOthers', 'unhide', '—', 'quit'],
      '&File',
      ['Open Recent', ['—', 'Clear Recent'], '—', 'Recent Workspaces', [], '—', 'New Window', 'close'],
    ])
    expect(mac.at(-1)).toEqual(['Show Log'])
  })

  it('list what was open before, as far as there is something', () => {
    const [some, none] = [menuTemplate(full, actions), menuTemplate(empty, actions)]
    expect(
      ['Open Recent', 'Recent Workspaces'].map((label) => [find(some, label)!.enabled, find(none, label)!.enabled]),
    ).toEqual([
      [true, false],
      [true, false],
    ])
    expect([find(some, 'Shop && Co')!.toolTip, 'toolTip' in find(some, 'Web')!]).toEqual(['/d/Shop', false])
    const many = menuTemplate(
      {
        ...empty,
        recentWorkspaces: Array.from({ length: 20 }, (_, index) => ({ id: `w${index}`, name: `n${index}` })),
      },
      actions,
    )
    expect((find(many, 'Recent Workspaces')!.submenu as readonly unknown[]).length).toBe(12)
  })

  it('do what they say', () => {
    ran.length = 0
    const menu = menuTemplate(full, actions)
    for (const label of [
      'open',
      '/old.csv',
      'Clear Recent',
      'Web',
      'Shop',
      'New Window',
      'again',
      'Show Log',
      'About Lathe',
    ])
      find(menu, label)!.click!(null as never, undefined, null as never)
    expect(ran).toEqual([
      'run open',
      'file /old.csv',
      'clear',
      'workspace w2',
      'run sample:shop',
      'window',
      'run again',
      'log',
      'about',
    ])
  })
})
