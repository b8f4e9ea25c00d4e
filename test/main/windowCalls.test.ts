import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { Dialogs } from '../../src-main/app/dialogs'
import { FileLog } from '../../src-main/app/log'
import { RecentFiles } from '../../src-main/app/recentFiles'
import { windowCalls, type Services } from '../../src-main/app/windowCalls'
import { FollowedPaths } from '../../src-main/files/followedPaths'
import { ChosenFiles } from '../../src-main/files/chosenFiles'
import { LentWorkspaces } from '../../src-main/files/lentWorkspaces'
import { WorkspaceFolders } from '../../src-main/files/workspaceFolders'
import { answerCalls, isFromOurWindow, type WindowHandlers } from '../../src-main/ipc/answerCalls'
import { channelOf, WINDOW_CALLS, type Envelope, type WindowCall, type WindowEvent } from '../../src-main/ipc/contract'
import { LatheError } from '../../src-renderer/model/error'

const root = mkdtempSync(join(tmpdir(), 'lathe-calls-'))
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})
let count = 0
let folder: string
/** What happened outside of the plain modules, in order. */
const log: string[] = []
beforeEach(() => {
  folder = join(root, String(count++))
  mkdirSync(folder)
  log.length = 0
})

/** What the next dialogs give, and what they were asked with. */
function scripted(answers: readonly unknown[], asked: unknown[] = []): Dialogs {
  const left = [...answers]
  const show = (_window: unknown, options: unknown): Promise<never> => {
    asked.push(options)
    return Promise.resolve(left.shift() as never)
  }
  return new Dialogs(
    { showOpenDialog: show as never, showSaveDialog: show as never },
    {
      folder: (kind) => `/last/${kind}`,
      keep: (kind, kept) => {
        log.push(`keep ${kind} ${kept}`)
      },
    },
  )
}

function make(answers: readonly unknown[] = []) {
  const told: WindowEvent[] = []
  const window = {
    files: new ChosenFiles(),
    lent: new LentWorkspaces(),
    browser: {},
    commands: [] as unknown[],
    tell: (event: WindowEvent) => {
      told.push(event)
    },
    listens: () => {
      log.push('listens')
    },
    watch: (watched: string | null) => {
      log.push(`watch ${watched ?? 'nothing'}`)
    },
  }
  const folders = new WorkspaceFolders(join(folder, 'app/workspaces.json'), () => join(folder, 'home'))
  const services: Services = {
    dialogs: scripted(answers),
    downloads: {
      ask: (id) => {
        log.push(`end of ${id}`)
        return Promise.resolve(true)
      },
    },
    folders,
    followed: new FollowedPaths(join(folder, 'followed.json')),
    recent: new RecentFiles(join(folder, 'recent.json'), () => undefined),
    shell: {
      openPath: (path) => {
        log.push(`open ${path}`)
        return Promise.resolve('')
      },
      showItemInFolder: (path) => {
        log.push(`show ${path}`)
      },
    },
    log: new FileLog(join(folder, 'lathe.log')),
    openWindow: () => {
      log.push('window')
    },
    menusChanged: () => {
      log.push('menus')
    },
  }
  const calls = windowCalls(services) as unknown as Record<
    WindowCall,
    (request: unknown, of: unknown) => Promise<unknown>
  >
  return {
    told,
    window,
    folders,
    services,
    ask: (call: WindowCall, request: unknown = null) => calls[call](request, window),
  }
}

describe('the calls of a window', () => {
  it('choose files, which are recent from then on and open by their ids', async () => {
    const path = join(folder, 'a.csv')
    writeFileSync(path, 'abc')
    const { ask, told, window } = make([{ canceled: false, filePaths: [path] }])
    const [handle] = (await ask('chooseFiles', ['csv'])) as { id: string; name: string; bytes: number }[]
    expect([handle?.name, handle?.bytes, log]).toEqual(['a.csv', 3, [`keep files ${folder}`, 'menus']])
    expect(new TextDecoder().decode(await window.files.read(handle!.id, 0, 3))).toBe('abc')
    const [recent] = (await ask('recentFiles')) as { id: string; name: string }[]
    expect(await ask('openRecentFile', recent!.id)).toBeNull()
    expect(told).toEqual([{ kind: 'files', files: [expect.objectContaining({ name: 'a.csv' })] }])
    expect(log).toEqual([`keep files ${folder}`, 'menus', 'menus'])
    await expect(ask('openRecentFile', crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' })
    expect((await ask('takeDropped', [path])) as unknown[]).toHaveLength(1)
  })

  it('choose a workspace, a place for a new one, or nothing', async () => {
    const own = join(folder, 'own')
    mkdirSync(own)
    writeFileSync(join(own, 'lathe.json'), '{}')
    const { ask, folders } = make([
      { canceled: false, filePaths: [own] },
      { canceled: true, filePaths: [own] },
      { canceled: false, filePaths: [] },
      { canceled: false, filePath: join(folder, 'new') },
      { canceled: true, filePath: '' },
    ])
    const id = await ask('chooseWorkspace')
    expect((await folders.visible()).map((one) => one.id)).toEqual([id])
    expect([await ask('chooseWorkspace'), await ask('chooseWorkspace')]).toEqual([null, null])
    const chosen = (await ask('chooseNewPlace')) as { place: string; name: string }
    expect(chosen.name).toBe('new')
    expect((await folders.create('x', chosen.place)).place).toBe(join(folder, 'new'))
    expect(await ask('chooseNewPlace')).toBeNull()
    expect(await ask('revealWorkspace', id)).toBeNull()
    expect(log).toEqual([`keep workspaces ${folder}`, `keep workspaces ${folder}`, `show ${own}`])
    await expect(ask('revealWorkspace', crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' })
  })

  it('have a chosen file followed into a workspace that is lent, by an id that holds over restarts', async () => {
    const path = join(folder, 'grows.log')
    writeFileSync(path, 'one\n')
    const { ask, folders, window, services } = make([{ canceled: false, filePaths: [path] }])
    const { id: workspace } = await folders.create('w', null)
    const [file] = (await ask('chooseFiles', ['log'])) as { id: string }[]
    const follow = (chosen: string): Promise<unknown> => ask('followFile', { file: chosen, workspace })
    await expect(follow(file!.id)).rejects.toMatchObject({ code: 'not-found' })
    window.lent.lend([workspace])
    await expect(follow(crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' })
    const id = (await follow(file!.id)) as string
    appendFileSync(path, 'two\n')
    const later = new FollowedPaths(join(folder, 'followed.json'))
    const yes = (): boolean => true
    expect(await later.size(id, yes)).toBe(8)
    expect(new TextDecoder().decode(await later.read(id, 2, 4, yes))).toBe('e\ntw')
    expect((await later.read(id, 6, 100, yes)).length).toBe(2)
    await expect(later.read(id, 0, 4, () => false)).rejects.toMatchObject({ code: 'not-found' })
    rmSync(path)
    expect(await later.size(id, yes)).toBeNull()
    await expect(later.read(id, 0, 4, yes)).rejects.toMatchObject({ code: 'bad-file', message: /^grows\.log cannot/ })
    mkdirSync(path)
    await expect(later.size(id, yes)).rejects.toMatchObject({ code: 'bad-file' })
    expect(await ask('forgetFollowed', id)).toBeNull()
    await expect(services.followed.size(id, yes)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('watch, lend, show commands and open windows', async () => {
    const { ask, folders, window } = make()
    const { id, place } = await folders.create('w', null)
    for (const [call, request] of [
      ['watchWorkspace', id],
      ['watchWorkspace', null],
      ['ready', null],
      ['openWindow', null],
      ['showLog', null],
      ['showCommands', [{ id: 'x' }]],
    ] as const)
      expect(await ask(call, request)).toBeNull()
    expect(log).toEqual([
      `watch ${place!}`,
      'menus',
      'watch nothing',
      'menus',
      'listens',
      'window',
      `show ${join(folder, 'lathe.log')}`,
      'menus',
    ])
    expect(window.commands).toEqual([{ id: 'x' }])
    expect([
      await ask('lendWorkspaces', [id]),
      window.lent.hasFiles(id),
      await ask('lendEntry', 'other'),
      window.lent.hasEntry('other'),
      window.lent.hasFiles('other'),
    ]).toEqual([null, true, null, true, false])
    expect([await ask('endOfDownload', 'd'), log.at(-1)]).toEqual([true, 'end of d'])
    expect(await ask('logFault', 'it broke')).toBeNull()
    expect(readFileSync(join(folder, 'lathe.log'), 'utf8')).toMatch(/fault window: it broke/)
  })
})

describe('dialogs', () => {
  it('begin where the last of their kind ended, and take what each is for', async () => {
    const asked: unknown[] = []
    const dialogs = scripted(
      [
        { canceled: true, filePaths: [] },
        { canceled: true, filePaths: ['/x/y'] },
        { canceled: false, filePath: '' },
        { canceled: false, filePaths: ['/logs/a', '/logs/b'] },
      ],
      asked,
    )
    expect([
      await dialogs.files({} as never, ['csv', 'log']),
      await dialogs.workspace({} as never),
      await dialogs.newPlace({} as never),
      await dialogs.files({} as never, ['csv']),
    ]).toEqual([[], null, null, ['/logs/a', '/logs/b']])
    expect(asked).toEqual([
      expect.objectContaining({ defaultPath: '/last/files', properties: ['openFile', 'multiSelections'] }),
      expect.objectContaining({ defaultPath: '/last/workspaces', properties: ['openDirectory'] }),
      expect.objectContaining({
        defaultPath: '/last/workspaces/New workspace',
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      }),
      expect.anything(),
    ])
    const [{ filters }] = asked as [{ filters: { extensions: string[] }[] }]
    expect(filters.map((one) => one.extensions)).toEqual([['csv', 'log'], ['*']])
    expect(log).toEqual(['keep files /logs'])
  })
})

describe('answering calls', () => {
  const frame = { processId: 1, routingId: 2, url: 'app://lathe/index.html' }
  const ours = { senderFrame: frame, sender: { id: 5, mainFrame: frame } }

  it('are taken from the main frame of our windows alone', () => {
    expect(isFromOurWindow(ours as never)).toBe(true)
    for (const [senderFrame, mainFrame] of [
      [null, frame],
      [{ ...frame, processId: 9 }, frame],
      [{ ...frame, routingId: 9 }, frame],
      [{ ...frame, url: 'https://lathe/' }, frame],
    ]) {
      expect(isFromOurWindow({ senderFrame, sender: { mainFrame } } as never)).toBe(false)
    }
  })

  it('have a handler each, a guard before it, and give value or error', async () => {
    const handlers = new Map<string, (event: unknown, request: unknown) => Promise<Envelope>>()
    const faults: unknown[] = []
    const own = Object.fromEntries(
      Object.keys(WINDOW_CALLS).map((call) => [
        call,
        (request: unknown, window: string) => Promise.resolve(`${call} ${JSON.stringify(request)} ${window}`),
      ]),
    )
    own['showLog'] = () => Promise.reject(new LatheError('store-write', 'Full.', { path: '/x' }))
    answerCalls<string>(
      {
        handle: (channel: string, handler: never) => {
          handlers.set(channel, handler)
        },
      },
      own as unknown as WindowHandlers<string>,
      (event) => ((event as unknown as typeof ours).sender.id === 5 ? 'five' : null),
      (call, error) => {
        faults.push([call, (error as { code: string }).code])
      },
    )
    expect([...handlers.keys()].sort()).toEqual((Object.keys(WINDOW_CALLS) as WindowCall[]).map(channelOf).sort())
    const ask = (call: WindowCall, request: unknown, event: unknown = ours): Promise<Envelope> =>
      handlers.get(channelOf(call))!(event, request)
    expect(await ask('ready', null)).toEqual({ value: 'ready null five' })
    expect(await ask('ready', 1)).toMatchObject({ error: { code: 'bad-parameter' } })
    expect(await ask('showLog', null)).toMatchObject({ error: { code: 'store-write', message: 'Full.' } })
    expect(await ask('ready', null, { ...ours, sender: { ...ours.sender, id: 6 } })).toMatchObject({
      error: { code: 'unsupported' },
    })
    expect(await ask('ready', null, { ...ours, senderFrame: null })).toMatchObject({ error: { code: 'unsupported' } })
    expect(faults).toEqual([
      ['ready', 'bad-parameter'],
      ['showLog', 'store-write'],
      ['ready', 'unsupported'],
      ['ready', 'unsupported'],
    ])
    expect(existsSync(join(folder, 'lathe.log'))).toBe(false)
  })
})
