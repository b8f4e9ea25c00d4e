import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { channelOf } from '../../src-main/ipc/contract'
import type { RunningDesktop } from './desktop'
import { launch } from './launch'
import type { StandIn } from './standIn'

/**
 * What hostile code in the page may try: everything that it can reach, and what it could send if it had ipcRenderer.
 */
const POLL = { timeout: 15_000 }
let app: RunningDesktop
let workspace: string
let folder: string
/** What only the stand-in can be asked; the real app answers for the rest of this file alone. */
const itOnStandIn = it.skipIf(process.env['LATHE_ELECTRON'] !== undefined)
function standIn(): StandIn {
  if (app.standIn === null) throw new Error('This test needs the stand-in')
  return app.standIn
}

beforeAll(async () => {
  app = await launch()
  const { page } = app
  const log = join(app.folder, 'documents/visits.csv')
  writeFileSync(
    log,
    'user_id,event,ts\n' +
      `${Array.from({ length: 30 }, (_, i) => `u${i},view,2024-01-0${1 + (i % 9)}T10:00:00Z`).join('\n')}\n`,
  )
  writeFileSync(join(app.folder, 'secret.txt'), 'secret')
  await app.answerOpen([log])
  await page.getByRole('button', { name: 'Open files…' }).first().click()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page
    .getByText(/^Imported \S+ in /)
    .first()
    .waitFor()
  folder = join(app.folder, 'documents/Lathe/visits')
  workspace = (JSON.parse(readFileSync(join(app.folder, 'userData/workspaces.json'), 'utf8')) as { id: string }[])[0]!
    .id
})
afterAll(async () => {
  await app.close()
})

/** The code of the failure that a call over a worker's port ends with, or what it answered. */
function overPort(method: string, arg: unknown): Promise<unknown> {
  return app.page.evaluate(
    ([name, request]) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        window.postMessage('lathe:port', '*', [port2])
        port1.onmessage = (event) => {
          const reply = event.data as { error?: { code?: string; message?: string }; value?: unknown }
          resolve(reply.error === undefined ? { value: reply.value } : (reply.error.code ?? reply.error.message))
        }
        // Not calls at all: they must not stop the port from serving.
        for (const junk of [null, 7, 'text', [], { id: 'x' }, { id: 1 }, { id: 2, method: {} }]) port1.postMessage(junk)
        port1.postMessage({ id: 3, method: name, arg: request })
      }),
    [method, arg] as const,
  )
}

/** What a call of the bridge ends with. */
function overBridge(call: string, request: unknown): Promise<unknown> {
  return app.page.evaluate(
    async ([name, arg]) => {
      const bridge = (
        window as unknown as { lathe: Record<string, (arg: unknown) => Promise<{ error?: { code: string } }>> }
      ).lathe
      const answer = await bridge[name]!(arg)
      return answer.error?.code ?? answer
    },
    [call, request] as const,
  )
}

describe('the bridge', () => {
  it('is frozen, and holds calls of the contract only', async () => {
    const seen = await app.page.evaluate(() => {
      const scope = window as unknown as { lathe: Record<string, unknown>; require?: unknown; process?: unknown }
      try {
        scope.lathe['chooseFiles'] = () => 'mine'
      } catch {
        /* frozen */
      }
      try {
        scope.lathe = {}
      } catch {
        /* fixed */
      }
      return {
        names: Object.keys(scope.lathe).sort(),
        frozen: Object.isFrozen(scope.lathe),
        node: [typeof scope.require, typeof scope.process, typeof (scope as { ipcRenderer?: unknown }).ipcRenderer],
      }
    })
    expect(seen).toEqual({
      names: [
        'chooseFiles',
        'chooseNewPlace',
        'chooseWorkspace',
        'endOfDownload',
        'followFile',
        'forgetFollowed',
        'handlesOf',
        'lendEntry',
        'lendWorkspaces',
        'logFault',
        'onEvent',
        'openRecentFile',
        'openWindow',
        'ready',
        'recentFiles',
        'revealWorkspace',
        'showCommands',
        'showLog',
        'watchWorkspace',
      ],
      frozen: true,
      node: ['undefined', 'undefined', 'undefined'],
    })
  })

  it('refuses bad arguments', async () => {
    for (const [call, request] of [
      ['revealWorkspace', '/etc'],
      ['revealWorkspace', { toString: 1 }],
      ['watchWorkspace', '../..'],
      ['watchWorkspace', 5],
      ['lendWorkspaces', 'x'],
      ['lendWorkspaces', ['../..']],
      ['lendWorkspaces', [1, 2, 3].map(() => randomUUID())],
      ['lendEntry', null],
      ['lendEntry', [randomUUID()]],
      ['showCommands', [{ id: 'x' }]],
      ['showCommands', 'x'],
      ['logFault', 'x'.repeat(30_000)],
      ['endOfDownload', 'x'],
      ['chooseFiles', { defaultPath: '/' }],
      ['ready', 1],
    ] as const)
      expect([call, await overBridge(call, request)]).toEqual([call, 'bad-parameter'])
    expect(await overBridge('revealWorkspace', randomUUID())).toBe('not-found')
    expect(await overBridge('watchWorkspace', randomUUID())).toBe('not-found')
  })

  it('gives no handle for a file that is made up, and takes only files', async () => {
    expect(
      await app.page.evaluate(async () => {
        const { lathe } = window as unknown as { lathe: { handlesOf(files: unknown[]): Promise<unknown> } }
        const madeUp = await lathe.handlesOf([new File(['x'], '/etc/passwd')])
        const paths = await Promise.resolve()
          .then(() => lathe.handlesOf(['/etc/passwd']))
          .catch((error: unknown) => (error as Error).name)
        return [madeUp, paths]
      }),
    ).toEqual([{ value: [] }, 'TypeError'])
  })
})

describe('a port', () => {
  it('refuses unknown calls, also by the names that every object has', async () => {
    for (const method of ['readPath', 'constructor', '__proto__', 'toString', 'hasOwnProperty', ''])
      expect([method, await overPort(method, {})]).toEqual([method, `No method ${method}`])
  })

  it('reads no file by a path, nor by a handle that was never given', async () => {
    expect(await overPort('readFile', { file: '/etc/passwd', at: 0, length: 10 })).toBe('bad-parameter')
    expect(await overPort('readFile', { file: randomUUID(), at: 0, length: 10 })).toBe('not-found')
    for (const wrong of [
      { at: -1 },
      { at: 0.5 },
      { at: NaN },
      { length: 0 },
      { length: 2 ** 30 },
      { length: '10' },
      { path: '/etc/passwd' },
    ]) {
      expect(await overPort('readFile', { file: randomUUID(), at: 0, length: 10, ...wrong })).toBe('bad-parameter')
    }
  })

  it('keeps to the workspaces of the list, and inside their folders', async () => {
    expect(await overPort('storeRead', { workspace: randomUUID(), path: 'lathe.json' })).toBe('not-found')
    expect(await overPort('createWorkspace', { name: 'x', place: '/tmp' })).toBe('bad-parameter')
    expect(await overPort('createWorkspace', { name: 'x', place: randomUUID() })).toBe('not-found')
    expect(await overPort('storeRead', { workspace, path: 'lathe.json' })).toHaveProperty('value')
    for (const path of [
      '../../../secret.txt',
      '/etc/passwd',
      'queries/../../../../secret.txt',
      'queries\\..\\..\\x',
      'C:\\x',
      'queries//x',
      '',
      '.',
      '..',
      'a\0b',
      '.bashrc',
      'queries/.hidden',
      'notes.txt',
      'elsewhere/x',
    ]) {
      expect([path, await overPort('storeRead', { workspace, path })]).toEqual([path, 'store-read'])
      expect([path, await overPort('storeWrite', { workspace, path, bytes: new Uint8Array(1) })]).toEqual([
        path,
        'store-write',
      ])
      expect([path, await overPort('storeReplace', { workspace, path, bytes: new Uint8Array(1) })]).toEqual([
        path,
        'store-write',
      ])
      expect([path, await overPort('storeRemove', { workspace, path })]).toEqual([path, 'store-write'])
    }
    for (const bytes of [null, 'x', [1], { length: 1 }])
      expect(await overPort('storeWrite', { workspace, path: 'queries/x.sql', bytes })).toBe('bad-parameter')
    expect(await overPort('storeUnlock', randomUUID())).toBe('not-found')
  })

  it('keeps to the workspace that the window shows, and to what the window has made', async () => {
    const { value } = (await overPort('createWorkspace', { name: 'other', place: null })) as { value: { id: string } }
    const other = value.id
    const path = 'queries/kept.sql'
    expect(await overPort('storeWrite', { workspace: other, path, bytes: new Uint8Array([1]) })).toEqual({
      value: null,
    })
    // The page shows the first one again: the other one is out of reach.
    expect(await overBridge('lendWorkspaces', [workspace])).toEqual({ value: null })
    for (const [method, arg] of [
      ['storeRead', { path }],
      ['storeWrite', { path, bytes: new Uint8Array([2]) }],
      ['storeReplace', { path, bytes: new Uint8Array([2]) }],
      ['storeRemove', { path }],
      ['storeList', { folder: '' }],
      ['storeLock', {}],
    ] as const)
      expect([method, await overPort(method, { workspace: other, ...arg })]).toEqual([method, 'not-found'])
    expect(await overPort('setWorkspaceRemoved', { id: other, removedAt: '2024-01-01' })).toBe('not-found')
    expect(await overPort('putWorkspace', { id: other, name: 'x', openedAt: '', rows: 0, tables: [] })).toBe(
      'not-found',
    )
    expect(readFileSync(join(app.folder, 'documents/Lathe/other', path))).toEqual(Buffer.from([1]))
    expect(await overPort('listWorkspaces', null)).toMatchObject({
      value: expect.arrayContaining([expect.objectContaining({ id: other })]) as unknown,
    })
    expect(await overPort('storeRead', { workspace, path: 'lathe.json' })).toHaveProperty('value')
  })

  it('follows no link out of the folder', async () => {
    mkdirSync(join(folder, 'queries'), { recursive: true })
    symlinkSync(join(app.folder, 'secret.txt'), join(folder, 'queries/leak.sql'))
    symlinkSync(app.folder, join(folder, 'dashboards'))
    symlinkSync(join(app.folder, 'not-there'), join(folder, 'segments'))
    expect(await overPort('storeRead', { workspace, path: 'queries/leak.sql' })).toBe('store-read')
    expect(await overPort('storeRead', { workspace, path: 'dashboards/secret.txt' })).toBe('store-read')
    expect(await overPort('storeList', { workspace, folder: 'dashboards' })).toBe('store-read')
    for (const path of ['queries/leak.sql', 'dashboards/new.json', 'segments/new.json']) {
      expect([path, await overPort('storeWrite', { workspace, path, bytes: new Uint8Array([1]) })]).toEqual([
        path,
        'store-write',
      ])
      expect([path, await overPort('storeRemove', { workspace, path })]).toEqual([path, 'store-write'])
    }
    expect(readFileSync(join(app.folder, 'secret.txt'), 'utf8')).toBe('secret')
  })
})

describe('the main process', () => {
  itOnStandIn('answers only the main frame of a window of the app that shows a page of the app', async () => {
    const { windows, handlers, emitPost } = standIn()
    const sender = windows[0]!.webContents
    const ask = (event: unknown): unknown => handlers.get(channelOf('takeDropped'))!(event, [])
    expect(await ask({ sender, senderFrame: sender.mainFrame })).toEqual({ value: [] })
    const strangers = [
      { sender, senderFrame: null },
      { sender, senderFrame: { ...sender.mainFrame, routingId: 99 } },
      { sender, senderFrame: { ...sender.mainFrame, processId: 99 } },
      { sender: { id: 999, mainFrame: sender.mainFrame }, senderFrame: sender.mainFrame },
      ...[
        'https://lathe/index.html',
        'app://other/index.html',
        'app://lathe.example/',
        'file:///app://lathe/',
        'about:blank',
        '',
      ].map((url) => {
        const frame = { ...sender.mainFrame, url }
        return { sender: { id: sender.id, mainFrame: frame }, senderFrame: frame }
      }),
    ]
    for (const event of strangers) {
      expect(await ask(event)).toMatchObject({ error: { code: 'unsupported' } })
      let closed = 0
      emitPost({
        ...event,
        ports: [
          {
            close: () => {
              closed++
            },
          },
        ],
      })
      expect(closed).toBe(1)
    }
  })
})

describe('the window', () => {
  const outside = 'https://example.com'

  it('reaches nothing outside of the app', async () => {
    const tried = await app.page.evaluate(async (url) => {
      const outcome = (work: () => Promise<unknown>): Promise<string> =>
        Promise.resolve()
          .then(work)
          .then(
            () => 'went',
            () => 'refused',
          )
      const image = new Image()
      return [
        await outcome(() => fetch(url)),
        await outcome(() => fetch(url, { mode: 'no-cors' })),
        await outcome(
          () =>
            new Promise((resolve, reject) => {
              image.onload = resolve
              image.onerror = reject
              image.src = `${url}/x.png`
            }),
        ),
        await outcome(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket('wss://example.com')
              socket.onopen = resolve
              socket.onerror = reject
            }),
        ),
        await outcome(
          () =>
            new Promise((resolve, reject) => {
              const script = document.createElement('script')
              script.onload = resolve
              script.onerror = reject
              script.src = `${url}/x.js`
              document.head.append(script)
            }),
        ),
        await outcome(() => import(/* @vite-ignore */ `${url}/x.js`)),
        // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call -- that it is refused is the point
        await outcome(() => Promise.resolve().then(() => new Function('return 1')())),
      ]
    }, outside)
    expect(tried).toEqual(Array.from({ length: 7 }, () => 'refused'))
  })

  it('makes neither markup nor a script of text, nor a worker from another script', async () => {
    const before = app.complaints.length
    const tried = await app.page.evaluate(() => {
      const outcome = (work: () => unknown): string => {
        try {
          work()
          return 'went'
        } catch (error) {
          return (error as Error).name
        }
      }
      const factory = (window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } })
        .trustedTypes
      return [
        outcome(() => {
          document.createElement('div').innerHTML = '<b>x</b>'
        }),
        outcome(() => {
          document.body.insertAdjacentHTML('beforeend', '<b>x</b>')
        }),
        outcome(() => {
          document.createElement('script').text = '1'
        }),
        outcome(() => {
          document.createElement('script').src = './main.js'
        }),
        outcome(() => {
          document.createElement('iframe').srcdoc = '<b>x</b>'
        }),
        outcome(() => new Worker('./index.html')),
        outcome(() => new Worker(URL.createObjectURL(new Blob(['1'])))),
        outcome(() => new DOMParser().parseFromString('<b>x</b>', 'text/html')),
        outcome(() => factory.createPolicy('default', {})),
        outcome(() => factory.createPolicy('mine', {})),
        // The names that the window uses are taken.
        outcome(() => factory.createPolicy('vue', {})),
        outcome(() => factory.createPolicy('lathe-worker', {})),
      ]
    })
    expect(tried).toEqual(Array.from({ length: 12 }, () => 'TypeError'))
    app.complaints.splice(before)
  })

  it('goes nowhere else, and opens no other window', async () => {
    const at = app.page.url()
    await app.page
      .evaluate((url) => {
        location.href = url
      }, outside)
      .catch(() => undefined)
    if (app.standIn !== null) await expect.poll(() => standIn().refused, POLL).toContain(`${outside}/`)
    await app.page.evaluate((url) => {
      window.open(url)
    }, outside)
    if (app.standIn !== null) await expect.poll(() => standIn().refused, POLL).toContain('a window')
    await new Promise((done) => {
      setTimeout(done, 500)
    })
    expect(app.page.url()).toBe(at)
    expect(await app.pages()).toHaveLength(1)
  })

  itOnStandIn('gets no permission but to copy', () => {
    const { permission } = standIn().session
    const asked = [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'midi',
      'openExternal',
      'fileSystem',
      'hid',
      'serial',
      'usb',
      'idle-detection',
      'display-capture',
    ]
    expect(asked.filter((name) => permission!(null, name))).toEqual(['clipboard-sanitized-write'])
  })

  itOnStandIn('is sealed by its options and by Chromium’s switches', () => {
    expect(standIn().windows[0]!.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
    })
    expect(standIn().app.isSandboxed).toBe(true)
    expect(standIn().app.commandLine.switches).toContain('host-resolver-rules=MAP * ~NOTFOUND')
  })

  it('downloads nothing but what it made itself', async () => {
    const before = (await app.asked()).length
    await app.page.evaluate(() => {
      const link = document.createElement('a')
      link.href = './index.html'
      link.download = 'page.html'
      link.click()
    })
    if (app.standIn !== null)
      await expect.poll(() => standIn().refused.some((url) => url.startsWith('app://lathe/')), POLL).toBe(true)
    await new Promise((done) => {
      setTimeout(done, 500)
    })
    expect((await app.asked()).length).toBe(before)
  })

  itOnStandIn('isolates every answer of its scheme, and answers nothing outside of the built window', async () => {
    const { headers, status } = await standIn().answer(new Request('app://lathe/'))
    expect(status).toBe(200)
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp')
    expect(headers.get('Content-Security-Policy')).toMatch(
      /default-src 'none'.*script-src 'self' 'wasm-unsafe-eval'.*require-trusted-types-for 'script'; trusted-types vue lathe-worker;/,
    )
    for (const url of [
      'app://other/index.html',
      'app://lathe/../main/main.js',
      'app://lathe/%2e%2e/main/main.js',
      'app://lathe/..%2fmain%2fmain.js',
      'app://lathe/%00',
      'app://lathe/%zz',
    ]) {
      expect([url, (await standIn().answer(new Request(url))).status]).toEqual([url, 404])
    }
  })
})
