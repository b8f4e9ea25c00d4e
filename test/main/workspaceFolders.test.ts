import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { folderName, WorkspaceFolders } from '../../src-main/files/workspaceFolders'
import { Workspace } from '../../src-renderer/store/workspace'

const root = mkdtempSync(join(tmpdir(), 'lathe-folders-'))
let folder: string,
  count = 0
beforeEach(() => {
  folder = join(root, String(count++))
  mkdirSync(folder)
})
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})
const open = (): WorkspaceFolders =>
  new WorkspaceFolders(join(folder, 'app/workspaces.json'), () => join(folder, 'Lathe'))
const LONG_AGO = '2020-01-01T00:00:00Z'

/** A new workspace in the list, whose folder holds an empty one. */
async function made(folders: WorkspaceFolders, name: string) {
  const info = await folders.create(name, null)
  await Workspace.create(await folders.files(info.id), { timezone: 'UTC', weekStart: 1 })
  return { ...info, place: info.place! }
}

describe('workspaces that were removed in an earlier run', () => {
  it('are forgotten at a start, also where their folder is gone already', async () => {
    const folders = open()
    const [gone, kept] = [await made(folders, 'gone'), await made(folders, 'kept')]
    rmSync(gone.place, { recursive: true })
    await folders.setRemoved(gone.id, LONG_AGO)
    await folders.purge()
    expect((await open().visible()).map((one) => one.id)).toEqual([kept.id])
  })

  it('leave their folder only where it holds nothing but an empty workspace', async () => {
    const folders = open()
    const empty = await made(folders, 'empty'),
      filled = await made(folders, 'filled'),
      deep = await made(folders, 'deep'),
      other = await made(folders, 'other')
    await folders.put({ ...filled, rows: 1 })
    mkdirSync(join(deep.place, 'notes/of'), { recursive: true })
    // A manifest of another workspace further down is a person's file as well.
    writeFileSync(join(deep.place, 'notes/of/lathe.json'), 'mine')
    writeFileSync(join(other.place, 'notes.txt'), 'mine')
    mkdirSync(join(empty.place, 'tables/a/b'), { recursive: true })
    for (const { id } of [empty, filled, deep, other]) await folders.setRemoved(id, LONG_AGO)
    await folders.purge()
    expect([empty, filled, deep, other].map(({ place }) => existsSync(place))).toEqual([false, true, true, true])
    expect([
      readFileSync(join(deep.place, 'notes/of/lathe.json'), 'utf8'),
      existsSync(join(filled.place, 'lathe.json')),
      existsSync(join(other.place, 'lathe.json')),
    ]).toEqual(['mine', true, true])
    expect(await folders.visible()).toEqual([])
  })

  it('give their folder to a new one of that name, where nothing else is in it', async () => {
    const folders = open()
    const before = await made(folders, 'Shop')
    await folders.setRemoved(before.id, new Date().toISOString())
    const again = await made(folders, 'Shop')
    expect([again.place, again.id === before.id]).toEqual([before.place, false])
    expect((await made(folders, 'Shop')).place).toBe(`${before.place} 2`)
    expect((await made(folders, 'Shop')).place).toBe(`${before.place} 3`)
  })
})

describe('a folder that holds a workspace', () => {
  it('comes into the list under its own name, and comes back with its name and rows when it was removed', async () => {
    const folders = open()
    mkdirSync(join(folder, 'found'))
    writeFileSync(join(folder, 'found/lathe.json'), '{}')
    const info = await folders.adopt(join(folder, 'found'))
    expect(info).toMatchObject({ name: 'found', rows: 0, tables: [], place: join(folder, 'found') })
    await folders.put({ ...info, name: 'Mine', rows: 5, tables: ['t'] })
    await folders.setRemoved(info.id, LONG_AGO)
    expect(await folders.visible()).toEqual([])
    expect(await folders.adopt(join(folder, 'found'))).toMatchObject({
      id: info.id,
      name: 'Mine',
      rows: 5,
      tables: ['t'],
    })
    expect((await open().visible()).map((one) => one.name)).toEqual(['Mine'])
    mkdirSync(join(folder, 'none/lathe.json'), { recursive: true })
    await expect(folders.adopt(join(folder, 'none'))).rejects.toMatchObject({
      code: 'not-found',
      payload: { what: 'workspace', name: join(folder, 'none') },
    })
  })

  it('stands in the list by when it was opened; of those opened at once, the last to come is first', async () => {
    const folders = open()
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await folders.put({
        ...(await made(folders, name)),
        openedAt: name === 'b' ? '2024-01-03' : name === 'd' ? '2024-01-01' : '2024-01-02',
      })
    expect((await folders.visible()).map((one) => one.name)).toEqual(['b', 'e', 'c', 'a', 'd'])
  })

  it('is known by its id alone, and by one store', async () => {
    const folders = open()
    const { id, place } = await made(folders, 'a')
    expect([
      await folders.folderOf(id),
      (await folders.named(id)).name,
      (await folders.files(id)) === (await folders.files(id)),
    ]).toEqual([place, 'a', true])
    for (const ask of [
      () => folders.named('x'),
      () => folders.folderOf('x'),
      () => folders.files('x'),
      () => folders.setRemoved('x', null),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'not-found' })
  })

  it('cannot be made where a file has come in its place', async () => {
    const folders = open()
    const place = await folders.reserve(join(folder, 'new'))
    writeFileSync(join(folder, 'new'), '')
    await expect(folders.create('a', place)).rejects.toMatchObject({
      code: 'store-write',
      payload: { path: join(folder, 'new') },
    })
    expect(await folders.visible()).toEqual([])
  })
})

describe('the name of a folder', () => {
  it.each([
    ['Shop: logs/2024', 'Shop- logs-2024'],
    ['  ..Shop. ', 'Shop'],
    ['a\u0000b', 'a-b'],
    ['', 'Workspace'],
    ['...', 'Workspace'],
    ['con', 'Workspace'],
    ['LPT1', 'Workspace'],
    ['console', 'console'],
    ['é', 'é'.normalize('NFC')],
    [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
    ['x'.repeat(101), 'x'.repeat(100)],
  ])('%j is %j', (name, plain) => {
    expect(folderName(name)).toBe(plain)
  })
})
