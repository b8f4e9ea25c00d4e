import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { JsonFile } from '../../src-main/app/jsonFile'
import { FileLog } from '../../src-main/app/log'
import { RecentFiles } from '../../src-main/app/recentFiles'
import { Settings } from '../../src-main/app/settings'
import { watchQueries } from '../../src-main/app/watchFolder'
import { ChosenFiles } from '../../src-main/files/chosenFiles'
import { folderName, WorkspaceFolders } from '../../src-main/files/workspaceFolders'
import { Workspace } from '../../src-renderer/store/workspace'

const root = mkdtempSync(join(tmpdir(), 'lathe-main-'))
let folder: string
let count = 0
beforeEach(() => {
  folder = join(root, String(count++))
  mkdirSync(folder)
})
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('chosen files', () => {
  it('are read by handle, piece by piece, to the end that they had', async () => {
    const path = join(folder, 'log.csv')
    writeFileSync(path, '0123456789')
    const files = new ChosenFiles()
    const { id, name, bytes } = await files.add(path)
    expect([name, bytes]).toEqual(['log.csv', 10])
    const text = async (at: number, length: number): Promise<string> =>
      new TextDecoder().decode(await files.read(id, at, length))
    expect([await text(0, 4), await text(4, 4), await text(8, 4), await text(10, 4), await text(99, 4)]).toEqual([
      '0123',
      '4567',
      '89',
      '',
      '',
    ])
  })

  it('refuse a file that was shortened, written over, also by more bytes, replaced or removed since, and say what to do', async () => {
    const files = new ChosenFiles()
    const paths = ['short', 'other', 'gone', 'more', 'over'].map((name) => join(folder, name))
    for (const path of paths) writeFileSync(path, '0123456789')
    const handles = await Promise.all(paths.map((path) => files.add(path)))
    truncateSync(paths[0]!, 5)
    writeFileSync(join(folder, 'new'), '0123456789')
    renameSync(join(folder, 'new'), paths[1]!)
    rmSync(paths[2]!)
    writeFileSync(paths[3]!, '012345678-more')
    // The same inode and size, other bytes.
    await new Promise((done) => {
      setTimeout(done, 20)
    })
    writeFileSync(paths[4]!, 'abcdefghij')
    for (const [at, { id, name }] of handles.entries()) {
      await expect(files.read(id, 0, 5)).rejects.toMatchObject({ code: 'bad-file', payload: { file: name } })
      if (at !== 2)
        await expect(files.read(id, 0, 5)).rejects.toThrow(
          `${name} cannot be read (it changed since it was chosen); choose it again.`,
        )
    }
    // Chosen again, it is read.
    const { id, bytes } = await files.add(paths[3]!)
    expect([bytes, new TextDecoder().decode(await files.read(id, 8, 9))]).toEqual([14, '8-more'])
    // A touch alone says that something wrote to it.
    utimesSync(paths[3]!, new Date(), new Date(Date.now() + 60_000))
    await expect(files.read(id, 0, 5)).rejects.toMatchObject({ code: 'bad-file' })
  })

  it('are read to the end that they had when something appends to them', async () => {
    const files = new ChosenFiles()
    const path = join(folder, 'growing')
    const text = 'line of a log\n'.repeat(20_000)
    writeFileSync(path, text)
    const { id, bytes } = await files.add(path)
    appendFileSync(path, 'and more\n')
    const read = [await files.read(id, 0, 5), await files.read(id, bytes - 4, 99)]
    expect([bytes, ...read.map((part) => new TextDecoder().decode(part))]).toEqual([text.length, 'line ', 'log\n'])
    writeFileSync(path, `L${text.slice(1)}and more\n`)
    await expect(files.read(id, 0, 5)).rejects.toMatchObject({ code: 'bad-file' })
  })

  it('know no folder, no missing file and no other window’s handle', async () => {
    const files = new ChosenFiles()
    await expect(files.add(folder)).rejects.toMatchObject({ code: 'not-found' })
    await expect(files.add(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(files.add('/dev/null')).rejects.toMatchObject({
      code: process.platform === 'win32' ? 'not-found' : 'bad-file',
    })
    writeFileSync(join(folder, 'x'), 'x')
    const { id } = await files.add(join(folder, 'x'))
    await expect(new ChosenFiles().read(id, 0, 1)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('what is no plain file', () => {
  it.skipIf(process.platform === 'win32')(
    'is refused with its name when it is chosen: links in a circle, a pipe',
    async () => {
      symlinkSync(join(folder, 'circle-b'), join(folder, 'circle-a'))
      symlinkSync(join(folder, 'circle-a'), join(folder, 'circle-b'))
      execFileSync('mkfifo', [join(folder, 'pipe')])
      const files = new ChosenFiles()
      await expect(files.add(join(folder, 'circle-a'))).rejects.toMatchObject({
        code: 'bad-file',
        payload: { file: 'circle-a' },
        message: expect.stringContaining('links lead in a circle') as string,
      })
      await expect(files.add(join(folder, 'pipe'))).rejects.toMatchObject({
        code: 'bad-file',
        payload: { file: 'pipe' },
        message: expect.stringContaining('pipe') as string,
      })
    },
  )
})

describe('workspace folders', () => {
  const make = (): WorkspaceFolders =>
    new WorkspaceFolders(join(folder, 'app/workspaces.json'), () => join(folder, 'Lathe'))
  const fill = async (folders: WorkspaceFolders, id: string): Promise<Workspace> =>
    Workspace.create(await folders.files(id), { timezone: 'UTC', weekStart: 1 })

  it('are made under their name, numbered where it is taken, and kept in a list', async () => {
    const folders = make()
    const first = await folders.create('Shop: logs/2024', null)
    const second = await folders.create('Shop: logs/2024', null)
    expect([first.place, second.place]).toEqual([join(folder, 'Lathe/Shop- logs-2024'), first.place])
    await fill(folders, second.id)
    const third = await folders.create('Shop: logs/2024', null)
    expect(third.place).toBe(join(folder, 'Lathe/Shop- logs-2024 2'))
    await folders.put({ ...third, name: 'Shop', rows: 7, tables: ['t'], place: '/etc', openedAt: '2999-01-01' })
    expect((await make().visible())[0]).toEqual({
      id: third.id,
      name: 'Shop',
      rows: 7,
      tables: ['t'],
      openedAt: '2999-01-01',
      place: third.place,
    })
    await expect(folders.put({ ...third, id: crypto.randomUUID() })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('open where there is one, under one id however the path is written', async () => {
    const folders = make()
    const { id, place } = await folders.create('a', null)
    await fill(folders, id)
    symlinkSync(place!, join(folder, 'link'))
    expect((await folders.adopt(join(folder, 'link'))).id).toBe(id)
    expect((await folders.adopt(`${place!}/../a/`)).id).toBe(id)
    await expect(folders.adopt(folder)).rejects.toMatchObject({ code: 'not-found' })
    await expect(folders.adopt(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' })
    await folders.setRemoved(id, 'now')
    expect(await folders.visible()).toEqual([])
    await folders.adopt(place!)
    expect((await folders.visible()).map((one) => one.id)).toEqual([id])
  })

  it('take a chosen folder once, when it is new or empty', async () => {
    const folders = make()
    writeFileSync(join(folder, 'file'), '')
    await expect(folders.reserve(folder)).rejects.toMatchObject({ code: 'store-write' })
    await expect(folders.reserve(join(folder, 'file'))).rejects.toMatchObject({ code: 'store-write' })
    const place = await folders.reserve(join(folder, 'deep/new'))
    expect((await folders.create('n', place)).place).toBe(join(folder, 'deep/new'))
    await expect(folders.create('n', place)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('stay on disk when they are removed, but for empty ones', async () => {
    const folders = make()
    const full = await folders.create('full', null)
    await (await fill(folders, full.id)).files.write('queries/a.sql', new Uint8Array(1))
    const empty = await folders.create('empty', null)
    await fill(folders, empty.id)
    mkdirSync(join(empty.place!, 'tables/t/date=2024-01-01'), { recursive: true })
    for (const { id } of [full, empty]) await folders.setRemoved(id, new Date().toISOString())
    // In the same run it can still be undone.
    await folders.purge()
    await folders.setRemoved(full.id, null)
    expect((await folders.visible()).map((one) => one.name)).toEqual(['full'])
    await folders.setRemoved(full.id, new Date().toISOString())
    await new Promise((done) => {
      setTimeout(done, 5)
    })
    const next = make()
    await next.purge()
    expect(existsSync(empty.place!)).toBe(false)
    expect(existsSync(join(full.place!, 'queries/a.sql'))).toBe(true)
    await expect(next.named(full.id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('use the folder of a cancelled import again', async () => {
    const folders = make()
    const first = await folders.create('log', null)
    await fill(folders, first.id)
    await folders.setRemoved(first.id, 'now')
    expect((await folders.create('log', null)).place).toBe(first.place)
  })

  it('have names that every file system takes', () => {
    expect(
      ['a/b\\c', '..', '.hidden', 'CON', 'x'.repeat(300).length, ' trailing. ', 'größe 数', '', 'a\0b'].map((name) =>
        folderName(String(name)),
      ),
    ).toEqual(['a-b-c', 'Workspace', 'hidden', 'Workspace', '300', 'trailing', 'größe 数', 'Workspace', 'a-b'])
  })
})

describe('a file of the app’s own', () => {
  const shape = v.object({ n: v.number() })

  it('begins with its start value, keeps every change, and starts again when it is damaged', async () => {
    const path = join(folder, 'x.json')
    const file = new JsonFile(path, shape, { n: 0 })
    await Promise.all(Array.from({ length: 20 }, () => file.change(({ n }) => ({ n: n + 1 }))))
    expect(await new JsonFile(path, shape, { n: 0 }).read()).toEqual({ n: 20 })
    for (const text of ['{', '[]', '{"n":"x"}', '']) {
      writeFileSync(path, text)
      expect(await file.read()).toEqual({ n: 0 })
    }
    expect(readdirSync(folder)).toEqual(['x.json'])
  })
})

describe('what the app remembers', () => {
  it('is the window’s place and the dialogs’ folders', async () => {
    const path = join(folder, 'settings.json')
    const defaults = { files: () => '/docs', workspaces: () => '/docs/Lathe', exports: () => '/down' }
    const settings = new Settings(path, defaults, () => undefined)
    await settings.load()
    expect([settings.window, settings.folder('exports')]).toEqual([null, '/down'])
    settings.keep('exports', '/elsewhere')
    settings.keepWindow({ x: 1, y: 2, width: 3, height: 4, isMaximized: true })
    await settings.flushed()
    const again = new Settings(path, defaults, () => undefined)
    await again.load()
    expect([again.window, again.folder('exports'), again.folder('files')]).toEqual([
      { x: 1, y: 2, width: 3, height: 4, isMaximized: true },
      '/elsewhere',
      '/docs',
    ])
  })

  it('is the files that were opened last, those that are still there', async () => {
    const told: string[] = []
    const recent = new RecentFiles(join(folder, 'recent.json'), (path) => {
      told.push(path)
    })
    const paths = Array.from({ length: 15 }, (_, i) => join(folder, `f${i}`))
    for (const path of paths) writeFileSync(path, '')
    await recent.add(paths)
    await recent.add([paths[3]!])
    rmSync(paths[14]!)
    expect((await recent.list()).map((path) => path.slice(folder.length + 1))).toEqual([
      'f3',
      'f13',
      'f12',
      'f11',
      'f10',
      'f9',
      'f8',
      'f7',
      'f6',
      'f5',
      'f4',
    ])
    expect(told).toHaveLength(16)
    await recent.clear()
    expect(await recent.list()).toEqual([])
  })
})

describe('the log', () => {
  it('is written at once, one entry a line, and does not grow for ever', () => {
    const log = new FileLog(join(folder, 'deep/lathe.log'))
    log.info('one')
    log.fault('two', new Error('went wrong'))
    log.fault('three', 'text\nof two lines')
    const text = readFileSync(log.path, 'utf8')
    expect(text).toMatch(/^\S+Z info one\n\S+Z fault two: Error: went wrong\n {4}\s*at /)
    expect(text).toContain('fault three: text\n    of two lines\n')
    log.info('x'.repeat(2 ** 20))
    log.info('after')
    expect(readFileSync(log.path, 'utf8')).toMatch(/^\S+ info after\n$/)
    expect(existsSync(`${log.path}.old`)).toBe(true)
  })

  it('does not end the app where it cannot be written', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => {
      new FileLog(join(folder, 'file/lathe.log')).info('x')
    }).not.toThrow()
  })
})

describe('the watch of saved queries', () => {
  it('tells of files that come, change and go, also when the folder is made later', async () => {
    let told = 0
    const stop = watchQueries(folder, () => {
      told++
    })
    const tells = async (work: () => void): Promise<void> => {
      await new Promise((done) => {
        setTimeout(done, 300)
      })
      const before = told
      work()
      await expect.poll(() => told, { timeout: 5000 }).toBeGreaterThan(before)
    }
    await tells(() => {
      mkdirSync(join(folder, 'queries'))
    })
    await tells(() => {
      writeFileSync(join(folder, 'queries/a.sql'), 'x')
    })
    await tells(() => {
      writeFileSync(join(folder, 'queries/a.sql'), 'y')
    })
    await tells(() => {
      rmSync(join(folder, 'queries'), { recursive: true })
    })
    await tells(() => {
      mkdirSync(join(folder, 'queries'))
    })
    await tells(() => {
      writeFileSync(join(folder, 'queries/b.sql'), 'x')
    })
    await new Promise((done) => {
      setTimeout(done, 300)
    })
    stop()
    const before = told
    writeFileSync(join(folder, 'queries/c.sql'), 'x')
    await new Promise((done) => {
      setTimeout(done, 400)
    })
    expect(told).toBe(before)
    expect(() => {
      watchQueries(join(folder, 'none'), () => undefined)()
    }).not.toThrow()
  })
})

describe('the list of workspaces', () => {
  it('keeps at a start what was not removed before, newest first, and forgets the rest', async () => {
    const list = join(folder, 'app/workspaces.json')
    const made = new WorkspaceFolders(list, () => join(folder, 'Lathe'))
    const [a, b, c] = [await made.create('a', null), await made.create('b', null), await made.create('c', null)]
    for (const [info, openedAt] of [
      [a, '2024-01-02'],
      [b, '2024-01-03'],
      [c, '2024-01-01'],
    ] as const)
      await made.put({ ...info, openedAt, rows: 1 })
    expect((await made.visible()).map((one) => one.name)).toEqual(['b', 'a', 'c'])
    await made.setRemoved(a.id, '2020-01-01T00:00:00Z')
    const later = new WorkspaceFolders(list, () => join(folder, 'Lathe'))
    await later.setRemoved(c.id, '2999-01-01T00:00:00Z')
    await later.purge()
    await expect(later.named(a.id)).rejects.toMatchObject({ code: 'not-found' })
    expect([
      (await later.visible()).map((one) => one.name),
      (await later.named(b.id)).name,
      (await later.named(c.id)).name,
    ]).toEqual([['b'], 'b', 'c'])
    expect(existsSync(a.place!)).toBe(true)
  })
})
