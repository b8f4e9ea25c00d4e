import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MenuItemConstructorOptions, Session } from 'electron'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { DownloadEnds, guardDownloads } from '../../src-main/app/downloads'
import { pathsOfCommandLine, readHandover } from '../../src-main/app/handover'
import { acceleratorOf, menuTemplate, type MenuActions, type MenuState } from '../../src-main/app/menu'
import { openPaths } from '../../src-main/app/openPaths'
import { OpenWindow } from '../../src-main/app/openWindow'
import { RecentFiles } from '../../src-main/app/recentFiles'
import { userDataOf } from '../../src-main/app/userData'
import { isInside, seal, sealCommandLine, sealedPreferences } from '../../src-main/app/seal'
import { MIN_HEIGHT, MIN_WIDTH, placeWindow } from '../../src-main/app/windowState'
import { FollowedPaths } from '../../src-main/files/followedPaths'
import { ChosenFiles } from '../../src-main/files/chosenFiles'
import { LentWorkspaces } from '../../src-main/files/lentWorkspaces'
import { WorkspaceFolders } from '../../src-main/files/workspaceFolders'
import { guarded, isAppUrl } from '../../src-main/ipc/answerCalls'
import { PORT_CALLS, WINDOW_CALLS, type WindowEvent } from '../../src-main/ipc/contract'
import { servePort } from '../../src-main/ipc/servePort'

const root = mkdtempSync(join(tmpdir(), 'lathe-app-'))
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('the command line', () => {
  it.each([
    [['/opt/lathe/lathe', 'a.csv', '/b/c.ndjson'], true, ['/home/ann/a.csv', '/b/c.ndjson']],
    [['/usr/bin/electron', '.', 'a.csv'], false, ['/home/ann/a.csv']],
    [['/usr/bin/electron', '--inspect', '/app', '--flag=x', 'a.csv'], false, ['/home/ann/a.csv']],
    [['/opt/lathe/lathe', '--no-sandbox', '--', '-odd.csv'], true, ['/home/ann/-odd.csv']],
    [['/opt/lathe/lathe', '--', '-odd.csv', '--odder.csv'], true, ['/home/ann/-odd.csv', '/home/ann/--odder.csv']],
    [['/opt/lathe/lathe', ''], true, []],
    [['/opt/lathe/lathe'], true, []],
  ])('%j names its files', (words, isPackaged, expected) => {
    expect(pathsOfCommandLine(words, '/home/ann', isPackaged)).toEqual(expected)
  })

  it('is handed over as agreed, or not at all', () => {
    expect(readHandover({ paths: ['/a'] })).toEqual({ paths: ['/a'] })
    for (const wrong of [null, undefined, 'x', {}, { paths: 'x' }, { paths: [1] }, []])
      expect(readHandover(wrong)).toEqual({ paths: [] })
  })

  it('opens files, workspaces and manifests, and says what it cannot open', async () => {
    const folder = join(root, 'open')
    mkdirSync(join(folder, 'w'), { recursive: true })
    mkdirSync(join(folder, 'plain'))
    writeFileSync(join(folder, 'w/lathe.json'), '{}')
    writeFileSync(join(folder, 'a.csv'), 'a')
    const folders = new WorkspaceFolders(join(folder, 'app/workspaces.json'), () => folder)
    const recent = new RecentFiles(join(folder, 'app/recent.json'), () => undefined)
    const told: WindowEvent[] = []
    const window = {
      files: new ChosenFiles(),
      tell: (event: WindowEvent) => {
        told.push(event)
      },
    }
    await openPaths(
      [
        join(folder, 'a.csv'),
        join(folder, 'w'),
        join(folder, 'w/lathe.json'),
        join(folder, 'plain'),
        join(folder, 'gone.csv'),
      ],
      window,
      folders,
      recent,
    )
    const [id] = (await folders.visible()).map((one) => one.id)
    expect(told).toEqual([
      { kind: 'workspace', id },
      { kind: 'workspace', id },
      { kind: 'problem', message: expect.stringContaining('no Lathe workspace in plain') as string },
      { kind: 'problem', message: expect.stringContaining('gone.csv') as string },
      { kind: 'files', files: [expect.objectContaining({ name: 'a.csv', bytes: 1 })] },
    ])
  })

  it('names recent files by ids that lead to nothing else', async () => {
    const folder = join(root, 'recent')
    mkdirSync(folder)
    for (const name of ['a.csv', 'b.csv']) writeFileSync(join(folder, name), name)
    const recent = new RecentFiles(join(folder, 'recent.json'), () => undefined)
    await recent.add([join(folder, 'a.csv')])
    await recent.add([join(folder, 'b.csv'), join(folder, 'gone.csv')])
    const named = await recent.named()
    expect(named.map((one) => [one.name, one.folder])).toEqual([
      ['b.csv', folder],
      ['a.csv', folder],
    ])
    expect((await recent.named()).map((one) => one.id)).toEqual(named.map((one) => one.id))
    expect(await recent.pathOf(named[1]!.id)).toBe(join(folder, 'a.csv'))
    expect(await recent.pathOf(join(folder, 'a.csv'))).toBeNull()
    await recent.clear()
    expect(await recent.pathOf(named[0]!.id)).toBeNull()
  })
})

describe('a window’s place', () => {
  const display = { x: 0, y: 0, width: 1920, height: 1080 }
  it('is as it was left', () => {
    expect(placeWindow({ x: 100, y: 50, width: 1200, height: 800, isMaximized: false }, [display], 0)).toEqual({
      x: 100,
      y: 50,
      width: 1200,
      height: 800,
    })
  })
  it('is beside the windows that are there', () => {
    expect(placeWindow({ x: 100, y: 50, width: 1200, height: 800, isMaximized: false }, [display], 2)).toMatchObject({
      x: 156,
      y: 106,
    })
  })
  it('is the middle, at first', () => {
    expect(placeWindow(null, [display], 0)).toEqual({ x: 240, y: 90, width: 1440, height: 900 })
  })
  it('is in sight, and no larger than its display', () => {
    const number = fc.integer({ min: -5000, max: 5000 })
    const size = fc.integer({ min: 1, max: 6000 })
    fc.assert(
      fc.property(
        fc.option(fc.record({ x: number, y: number, width: size, height: size, isMaximized: fc.boolean() })),
        fc.array(
          fc.record({
            x: number,
            y: number,
            width: fc.integer({ min: MIN_WIDTH, max: 4000 }),
            height: fc.integer({ min: MIN_HEIGHT, max: 3000 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        fc.nat(30),
        (saved, displays, others) => {
          const { x, y, width, height } = placeWindow(saved, displays, others)
          expect(width).toBeGreaterThanOrEqual(MIN_WIDTH)
          expect(height).toBeGreaterThanOrEqual(MIN_HEIGHT)
          if (x === undefined || y === undefined) {
            expect(width).toBeLessThanOrEqual(displays[0]!.width)
            return
          }
          // As much of the title bar that a hand can take it.
          expect(
            displays.some(
              (one) =>
                x + width > one.x + 8 &&
                x < one.x + one.width - 8 &&
                y >= one.y - 1 &&
                y < one.y + one.height &&
                width <= one.width &&
                height <= one.height,
            ),
          ).toBe(true)
        },
      ),
    )
  })
})

describe('the menus', () => {
  const ran: string[] = []
  const actions: MenuActions = {
    runCommand: (id) => {
      ran.push(id)
    },
    openFile: (path) => {
      ran.push(path)
    },
    openWorkspace: (id) => {
      ran.push(id)
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
  const state = (platform: NodeJS.Platform): MenuState => ({
    platform,
    isPackaged: true,
    recentFiles: ['/logs/a&b.csv'],
    recentWorkspaces: [{ id: 'w1', name: 'Shop', place: '/d/Shop' }],
    commands: [
      { id: 'open', title: 'Open files…', group: 'File', shortcut: 'Mod+O', enabled: true },
      { id: 'sample:shop', title: 'Open sample: Shop', group: 'File', enabled: true },
      { id: 'go:funnel', title: 'Funnel', group: 'Go to', enabled: false },
      { id: 'go:q', title: 'Query: A & B', group: 'Go to', enabled: true },
      { id: 'cancel', title: 'Cancel', group: 'Work', shortcut: 'Escape', enabled: false },
      { id: 'help', title: 'Help', group: 'View', shortcut: '?', enabled: true },
    ],
  })
  const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

  it('hold every command once, and run it', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const items = flat(menuTemplate(state(platform), actions))
      for (const { id, enabled } of state(platform).commands) {
        const found = items.filter((item) => item.id === id)
        expect([id, found.length, found[0]?.enabled]).toEqual([id, 1, enabled])
        ran.length = 0
        found[0]!.click!(null as never, undefined, null as never)
        expect(ran).toEqual([id])
      }
      expect(items.some((item) => item.label === '/logs/a&&b.csv')).toBe(true)
      expect(items.some((item) => item.label === 'Query: A && B')).toBe(true)
    }
  })

  it('keep to the platform’s habits', () => {
    const mac = menuTemplate(state('darwin'), actions)
    const linux = menuTemplate(state('linux'), actions)
    expect(mac[0]?.label).toBe('Lathe')
    expect(linux[0]?.label).toBe('&File')
    const rolesIn = (menu: MenuItemConstructorOptions | undefined): unknown[] =>
      flat([menu!])
        .map((item) => item.role)
        .filter(Boolean)
    expect(rolesIn(mac[0])).toContain('quit')
    expect(rolesIn(mac.find((item) => item.label === '&File'))).not.toContain('quit')
    expect(rolesIn(linux[0])).toContain('quit')
    expect(flat(linux).some((item) => item.role === 'toggleDevTools')).toBe(false)
  })

  it('show shortcuts without taking them from the window', () => {
    expect(acceleratorOf('Mod+Shift+F')).toEqual({ accelerator: 'CmdOrCtrl+Shift+F', registerAccelerator: false })
    expect([acceleratorOf('Escape'), acceleratorOf('?')]).toEqual([{}, {}])
  })

  it('are there without a window', () => {
    const items = flat(
      menuTemplate({ ...state('darwin'), commands: [], recentFiles: [], recentWorkspaces: [] }, actions),
    )
    expect(items.map((item) => item.label)).toContain('New Window')
    expect(
      items.filter((item) => Array.isArray(item.submenu) && item.submenu.length === 0 && item.enabled !== false),
    ).toEqual([])
  })
})

describe('downloads', () => {
  function download(url: string, name: string) {
    const session = new EventEmitter()
    const kept: string[] = []
    const faults: unknown[] = []
    const ends = new DownloadEnds()
    guardDownloads(
      session as unknown as Pick<Session, 'on'>,
      {
        folder: () => '/last',
        keep: (_kind, folder) => {
          kept.push(folder)
        },
      },
      ends,
      (error) => {
        faults.push(error)
      },
    )
    let isPrevented = false
    let options: unknown = null
    const item = Object.assign(new EventEmitter(), {
      getURL: () => url,
      getFilename: () => name,
      getSavePath: () => '/chosen/x.csv',
      setSaveDialogOptions: (given: unknown) => {
        options = given
      },
    })
    session.emit(
      'will-download',
      {
        preventDefault: () => {
          isPrevented = true
        },
      },
      item,
    )
    return { item, ends, kept, faults, isPrevented: () => isPrevented, options: () => options }
  }

  it('are the window’s own blobs, saved where a dialog says', () => {
    const { item, kept, options, isPrevented } = download('blob:app://lathe/0f', 'funnel.csv')
    expect([isPrevented(), options()]).toEqual([
      false,
      { defaultPath: join('/last', 'funnel.csv'), filters: [{ name: 'CSV', extensions: ['csv'] }] },
    ])
    item.emit('done', {}, 'cancelled')
    expect(kept).toEqual([])
  })

  it('keep the folder when they are done, and tell when they fail', () => {
    const done = download('blob:app://lathe/0f', 'funnel.csv')
    done.item.emit('done', {}, 'completed')
    expect(done.kept).toEqual(['/chosen'])
    const broken = download('blob:app://lathe/0f', 'funnel.csv')
    broken.item.emit('done', {}, 'interrupted')
    expect(String(broken.faults[0])).toContain('could not be saved')
  })

  it('say whether they were saved to the window that asks, before or after the end', async () => {
    for (const [state, isSaved] of [
      ['completed', true],
      ['cancelled', false],
      ['interrupted', false],
    ] as const) {
      const late = download('blob:app://lathe/0f', 'funnel.csv')
      late.item.emit('done', {}, state)
      expect([state, await late.ends.ask('0f')]).toEqual([state, isSaved])
      const early = download('blob:app://lathe/0f', 'funnel.csv')
      const answers: boolean[] = []
      const asked = early.ends.ask('0f').then((answer) => answers.push(answer))
      await Promise.resolve()
      expect(answers).toEqual([])
      early.item.emit('done', {}, state)
      await asked
      expect(answers).toEqual([isSaved])
    }
  })

  it('propose a name, never a folder', () => {
    const names = ['../../etc/x.csv', '..\\..\\x.csv', '/abs/x.csv', '.bashrc', ''].map(
      (name) => (download('blob:app://lathe/0f', name).options() as { defaultPath: string }).defaultPath,
    )
    expect(names).toEqual(['/last/x.csv', '/last/x.csv', '/last/x.csv', '/last/export', '/last/export'])
  })

  it('from elsewhere are refused', () => {
    for (const url of [
      'https://example.com/x',
      'app://lathe/index.html',
      'blob:https://example.com/0f',
      'data:text/plain,x',
      'blob:app://lathe.example/0f',
    ])
      expect([url, download(url, 'x').isPrevented()]).toEqual([url, true])
  })
})

describe('addresses', () => {
  it('of the app are app://lathe and no others', () => {
    const mine = ['app://lathe/', 'app://lathe/index.html#/funnel', 'app://lathe/assets/x.js?v=1']
    const others = [
      'app://lathe.example/',
      'app://other/',
      'app://user@evil/',
      'https://lathe/',
      'file:///lathe',
      'about:blank',
      '',
      'lathe',
      'app:lathe',
      'app://lathe:81/',
      'javascript:alert(1)',
      'data:text/html,x',
    ]
    expect([...mine, ...others].filter(isAppUrl)).toEqual(mine)
    expect(isInside('blob:app://lathe/1', false)).toBe(true)
    for (const url of [
      ...others,
      'blob:https://example.com/1',
      'blob:null/1',
      'devtools://x',
      'ws://lathe/',
      'wss://example.com',
      'http://127.0.0.1:1/',
    ])
      expect([url, isInside(url, false)]).toEqual([url, false])
    expect(isInside('devtools://devtools/x', true)).toBe(true)
  })
})

describe('the folder of user data', () => {
  it('is another one from the environment only where the app is not packaged', () => {
    const environment = { LATHE_USER_DATA: '/elsewhere' }
    expect([userDataOf(environment, false), userDataOf(environment, true)]).toEqual(['/elsewhere', null])
    expect([userDataOf({}, false), userDataOf({ LATHE_USER_DATA: '' }, false)]).toEqual([null, null])
  })
})

describe('the seal', () => {
  it('puts every renderer into the sandbox and resolves no name, before the app is ready', () => {
    const switches: string[] = []
    let sandboxed = 0
    sealCommandLine({
      enableSandbox: () => {
        sandboxed++
      },
      commandLine: {
        appendSwitch: (name: string, value?: string) => {
          switches.push(`${name}=${value ?? ''}`)
        },
      },
    } as never)
    expect(sandboxed).toBe(1)
    expect(switches).toEqual([
      'host-resolver-rules=MAP * ~NOTFOUND',
      'disable-background-networking=',
      'disable-component-update=',
      'disable-domain-reliability=',
      'no-pings=',
      'force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    ])
    for (const isPackaged of [false, true]) {
      expect(sealedPreferences('/p.cjs', isPackaged)).toEqual({
        preload: '/p.cjs',
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: !isPackaged,
      })
    }
  })

  /** The seal on an app and a session that only remember what they were given. */
  function sealed(isPackaged: boolean) {
    const app = new EventEmitter(),
      contents = Object.assign(new EventEmitter(), {
        open: null as ((details: { url: string }) => unknown) | null,
        setWindowOpenHandler: (handler: never) => {
          contents.open = handler
        },
      })
    const refused: string[] = []
    const handlers: Record<string, (...args: never[]) => unknown> = {}
    const keep = (name: string) => (handler: never) => {
      handlers[name] = handler
    }
    seal(
      app as never,
      {
        setPermissionRequestHandler: keep('request'),
        setPermissionCheckHandler: keep('check'),
        setDevicePermissionHandler: keep('device'),
        webRequest: { onBeforeRequest: keep('web') },
      } as never,
      isPackaged,
      (what) => {
        refused.push(what)
      },
    )
    app.emit('web-contents-created', {}, contents)
    return { contents, handlers, refused }
  }

  it('grants copying and nothing else', () => {
    const { handlers } = sealed(true)
    for (const permission of [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'geolocation',
      'fileSystem',
      '',
    ]) {
      let granted: unknown
      handlers['request']!(
        null as never,
        permission as never,
        ((value: boolean) => {
          granted = value
        }) as never,
      )
      const expected = permission === 'clipboard-sanitized-write'
      expect([permission, granted, handlers['check']!(null as never, permission as never)]).toEqual([
        permission,
        expected,
        expected,
      ])
    }
    expect(handlers['device']!()).toBe(false)
  })

  it('lets requests and navigation stay inside, and says what was refused without its path', () => {
    for (const isPackaged of [false, true]) {
      const { contents, handlers, refused } = sealed(isPackaged)
      const asked = (url: string): unknown => {
        let answer: unknown
        handlers['web']!(
          { url } as never,
          ((value: { cancel: boolean }) => {
            answer = value.cancel
          }) as never,
        )
        return answer
      }
      expect(
        ['app://lathe/index.html', 'https://example.com/secret?q=1', 'nonsense', 'devtools://devtools/x'].map(asked),
      ).toEqual([false, true, true, isPackaged])
      expect(refused).toEqual([
        'a request to https://example.com',
        'a request to no address',
        ...(isPackaged ? ['a request to devtools://devtools'] : []),
      ])
      refused.length = 0
      for (const [event, tells] of [
        ['will-navigate', true],
        ['will-redirect', false],
        ['will-frame-navigate', false],
      ] as const) {
        const prevented = (url: string): boolean => {
          let isPrevented = false
          contents.emit(event, {
            url,
            preventDefault: () => {
              isPrevented = true
            },
          })
          return isPrevented
        }
        expect([event, prevented('app://lathe/x'), prevented('https://example.com/secret')]).toEqual([
          event,
          false,
          true,
        ])
        expect(refused.splice(0)).toEqual(tells ? ['navigation to https://example.com'] : [])
      }
      let isAttached = true
      contents.emit('will-attach-webview', {
        preventDefault: () => {
          isAttached = false
        },
      })
      expect([isAttached, contents.open!({ url: 'app://lathe/secret' })]).toEqual([false, { action: 'deny' }])
      expect(refused).toEqual(['a window for app://lathe'])
    }
  })
})

describe('the guards of calls', () => {
  it('take nothing that a call does not expect', () => {
    const all = { ...WINDOW_CALLS, ...PORT_CALLS }
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(all) as (keyof typeof all)[])), fc.anything(), (call, value) => {
        const { request } = all[call]
        let accepted: unknown
        try {
          accepted = guarded(call, request, value)
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-parameter' })
          return
        }
        // What random values can be that still are as agreed.
        expect(
          accepted === null ||
            typeof accepted === 'string' ||
            (Array.isArray(accepted) && accepted.every((one) => typeof one === 'string')),
        ).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('do not repeat a hostile value', () => {
    expect(() => guarded('storeRead', PORT_CALLS.storeRead.request, { workspace: '<script>', path: 'x' })).toThrow(
      /^The call storeRead was refused: workspace is not as agreed/,
    )
  })
})

describe('a worker’s port', () => {
  it('gives its locks back when it closes, also one that was still being taken', async () => {
    const folder = join(root, 'locks')
    const folders = new WorkspaceFolders(join(folder, 'app/workspaces.json'), () => folder)
    const { id } = await folders.create('w', null)
    const lent = new LentWorkspaces()
    lent.lend([id])
    const open = () => {
      const port = Object.assign(new EventEmitter(), {
        answers: [] as { id: number; value?: unknown; error?: { code: string } }[],
        postMessage: (message: unknown) => {
          port.answers.push(message as never)
        },
        start: () => undefined,
      })
      servePort(
        port as never,
        { files: new ChosenFiles(), followed: new FollowedPaths(join(folder, 'followed.json')), folders, lent },
        () => undefined,
      )
      const ask = (number: number, method: string, arg: unknown): void => {
        port.emit('message', { data: { id: number, method, arg } })
      }
      return { port, ask }
    }
    const first = open()
    first.ask(1, 'storeLock', { workspace: id })
    await expect.poll(() => first.port.answers[0]?.value).toMatch(/-/)
    const second = open()
    second.ask(1, 'storeLock', { workspace: id })
    await expect.poll(() => second.port.answers[0]?.error?.code).toBe('workspace-locked')
    first.port.emit('close')
    await expect
      .poll(async () =>
        folders
          .files(id)
          .then((files) => files.lock())
          .then((release) => release())
          .then(
            () => 'free',
            () => 'held',
          ),
      )
      .toBe('free')
    const third = open()
    third.ask(1, 'storeLock', { workspace: id })
    third.port.emit('close')
    await expect
      .poll(async () =>
        folders
          .files(id)
          .then((files) => files.lock())
          .then((release) => release())
          .then(
            () => 'free',
            () => 'held',
          ),
      )
      .toBe('free')
    expect(third.port.answers).toEqual([])
  })
})

describe('a window', () => {
  function opened() {
    const contents = Object.assign(new EventEmitter(), {
      sent: [] as unknown[],
      send: (_channel: string, event: unknown) => {
        contents.sent.push(event)
      },
    })
    const browser = Object.assign(new EventEmitter(), {
      webContents: contents,
      isDestroyed: () => browser.destroyed,
      destroyed: false,
      isMinimized: () => browser.minimized,
      minimized: true,
      calls: [] as string[],
      restore: () => {
        browser.calls.push('restore')
      },
      focus: () => {
        browser.calls.push('focus')
      },
    })
    return { window: new OpenWindow(browser as never), browser, contents }
  }

  it('is told what waited for it as soon as it listens, and anew after it was loaded again', () => {
    const { window, browser, contents } = opened()
    window.tell({ kind: 'command', id: '1' })
    expect(contents.sent).toEqual([])
    window.listens()
    window.tell({ kind: 'command', id: '2' })
    expect(contents.sent).toEqual([
      { kind: 'command', id: '1' },
      { kind: 'command', id: '2' },
    ])
    contents.emit('did-navigate')
    window.tell({ kind: 'command', id: '3' })
    expect(contents.sent).toHaveLength(2)
    window.listens()
    expect(contents.sent).toHaveLength(3)
    browser.destroyed = true
    window.tell({ kind: 'command', id: '4' })
    expect(contents.sent).toHaveLength(3)
  })

  it('is lent nothing any more once another page is in it', () => {
    const { window, contents } = opened()
    window.lent.lend(['a'])
    window.lent.made('b')
    window.lent.lendEntry('c')
    expect([
      window.lent.hasFiles('a'),
      window.lent.hasFiles('b'),
      window.lent.hasFiles('c'),
      window.lent.hasEntry('c'),
      window.lent.hasEntry('d'),
    ]).toEqual([true, true, false, true, false])
    contents.emit('did-navigate')
    expect(['a', 'b', 'c'].map((id) => window.lent.hasEntry(id))).toEqual([false, false, false])
  })

  it('comes to the front, also from the task bar', () => {
    const { window, browser } = opened()
    window.show()
    browser.minimized = false
    window.show()
    expect(browser.calls).toEqual(['restore', 'focus', 'focus'])
  })
})
