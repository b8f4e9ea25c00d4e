import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { GuardedFiles } from '../../src-main/files/guardedFiles'
import { writeOpened } from '../../src-renderer/host/packs/openedPacks'
import { SavedAnnotations } from '../../src-renderer/host/savedAnnotations'
import { SavedDocuments } from '../../src-renderer/host/savedDocuments'
import { SavedQueries } from '../../src-renderer/host/savedQueries'
import { SavedSegments } from '../../src-renderer/host/savedSegments'
import { Workspace } from '../../src-renderer/store/workspace'
import { fileStoreContract } from '../store/fileStoreContract'

const folders: string[] = []
async function fresh(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-guard-'))
  folders.push(folder)
  return folder
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** The contract's paths lie at the top; a workspace's lie in its folders. */
class InQueries extends GuardedFiles {
  override read(path: string) {
    return super.read(inside(path))
  }
  override write(path: string, bytes: Uint8Array) {
    return super.write(inside(path), bytes)
  }
  override replace(path: string, bytes: Uint8Array) {
    return super.replace(inside(path), bytes)
  }
  override remove(path: string) {
    return super.remove(inside(path))
  }
  override async list(folder: string) {
    const found = await super.list(folder === '' ? 'queries' : inside(folder))
    return found.map((file) => ({ ...file, path: file.path.slice('queries/'.length) }))
  }
}
function inside(path: string): string {
  return path.startsWith('/') ? path : `queries/${path}`
}

describe('a guarded folder', () => {
  let last = ''
  for (const suite of fileStoreContract(
    'guarded',
    async () => new InQueries((last = join(await fresh(), 'made'))),
    () => Promise.resolve(new InQueries(last)),
  ))
    it(suite.title, () => suite.run())

  it('is called by its path', async () => {
    const folder = await fresh()
    expect(new GuardedFiles(folder).label).toBe(folder)
  })

  it('holds a workspace: what is written by it can be read, listed and removed', async () => {
    const root = await fresh()
    const files = new GuardedFiles(root)
    const workspace = await Workspace.create(files, { timezone: 'UTC', weekStart: 1 })
    await workspace.writePartition('tables/t/part-0-0.arrow', new Uint8Array(3), {
      date: null,
      rows: 0,
      minTs: null,
      maxTs: null,
    })
    await files.replace('queries/a.sql', new Uint8Array(1))
    await writeFile(join(root, 'notes.txt'), 'mine')
    await writeFile(join(root, 'lathe.json.1-0.lathe-tmp'), 'left over')
    expect((await files.list('')).map((file) => file.path)).toEqual([
      'lathe.copy.json',
      'lathe.json',
      'lathe.json.1-0.lathe-tmp',
      'queries/a.sql',
      'tables/t/part-0-0.arrow',
    ])
    expect(await workspace.cleanLitter()).toBe(2)
    expect((await files.list('')).map((file) => file.path)).toEqual(['lathe.copy.json', 'lathe.json', 'queries/a.sql'])
    expect(await readFile(join(root, 'notes.txt'), 'utf8')).toBe('mine')
  })

  it('lets the window save all that it saves in a workspace', async () => {
    const files = new GuardedFiles(await fresh())
    const saved: Readonly<Record<string, () => Promise<unknown>>> = {
      savedAnnotations: () =>
        new SavedAnnotations(files).replace([
          { id: 'a', from: '2024-01-01', to: '2024-01-01', kind: 'launch', text: 'x', at: '2024-01-01T00:00:00Z' },
        ]),
      savedDocuments: async () => {
        await new SavedDocuments(files, 'view').replace('v', null, '{"analysis":"retention"}')
        await new SavedDocuments(files, 'dashboard').replace('d', null, '{"title":"D"}')
        await writeOpened(files, {})
      },
      // What the others keep their files with.
      savedFiles: () => Promise.resolve(),
      // It changes what the others keep.
      savedIds: () => Promise.resolve(),
      savedQueries: () => new SavedQueries(files).save('q', 'SELECT 1'),
      savedSegments: () => new SavedSegments(files).save('s', { about: '', rule: { users: ['u'] } }),
    }
    // What is saved in a new place needs that place in store/layout.ts, and a line above.
    const all = (await readdir(join(import.meta.dirname, '../../src-renderer/host')))
      .filter((name) => /^saved.*\.ts$/.test(name))
      .map((name) => name.slice(0, -3))
    expect(all.sort()).toEqual(Object.keys(saved).sort())
    for (const name of all) await saved[name]!()
    expect((await files.list('')).map((file) => file.path)).toEqual([
      'annotations.json',
      'dashboards/d.json',
      'packs.json',
      'queries/q.sql',
      'segments/s.json',
      'views/v.json',
    ])
    expect([
      (await new SavedAnnotations(files).list()).length,
      (await new SavedQueries(files).list()).length,
      (await new SavedSegments(files).list()).length,
    ]).toEqual([1, 1, 1])
  })

  it('gives way to no link that leads out, and to those that stay inside', async () => {
    const outside = await fresh()
    const root = await fresh()
    await writeFile(join(outside, 'secret'), 'secret')
    const files = new GuardedFiles(root)
    await files.write('queries/own.sql', new Uint8Array([1]))
    await symlink(join(root, 'queries/own.sql'), join(root, 'queries/inner.sql'))
    await symlink(outside, join(root, 'tables'))
    await symlink(join(outside, 'secret'), join(root, 'queries/leak.sql'))
    await symlink(join(outside, 'nothing'), join(root, 'queries/dangling.sql'))
    // A neighbour whose name begins as the folder's does is outside, too.
    await mkdir(`${root}-neighbour`)
    folders.push(`${root}-neighbour`)
    await writeFile(join(`${root}-neighbour`, 'x'), 'x')
    await symlink(`${root}-neighbour`, join(root, 'users'))
    expect([...(await files.read('queries/inner.sql'))]).toEqual([1])
    for (const path of ['queries/leak.sql', 'queries/dangling.sql', 'tables/secret', 'tables/new/deep', 'users/x']) {
      await expect(files.read(path)).rejects.toMatchObject({ code: 'store-read' })
      await expect(files.write(path, new Uint8Array(1))).rejects.toMatchObject({ code: 'store-write' })
      await expect(files.replace(path, new Uint8Array(1))).rejects.toMatchObject({ code: 'store-write' })
      await expect(files.remove(path)).rejects.toMatchObject({ code: 'store-write' })
    }
    await expect(files.list('tables')).rejects.toMatchObject({ code: 'store-read' })
    await expect(files.list('')).rejects.toMatchObject({ code: 'store-read' })
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret')
  })

  it('has no hidden files, at any depth: not to read, not to write, not in a list', async () => {
    const root = await fresh()
    const files = new GuardedFiles(root)
    const hidden = [
      '.git/config',
      'queries/.env',
      'queries/.git/config',
      'tables/.x/part.arrow',
      'segments/a/.b/c.json',
      '.lathe-lock',
      '.lathe.json.lathe-tmp',
    ]
    for (const path of hidden) {
      await mkdir(join(root, path, '..'), { recursive: true })
      await writeFile(join(root, path), 'mine')
      await expect(files.read(path), path).rejects.toMatchObject({ code: 'store-read' })
      await expect(files.write(path, new Uint8Array(1)), path).rejects.toMatchObject({ code: 'store-write' })
      await expect(files.replace(path, new Uint8Array(1)), path).rejects.toMatchObject({ code: 'store-write' })
      await expect(files.remove(path), path).rejects.toMatchObject({ code: 'store-write' })
    }
    await files.write('queries/seen.sql', new Uint8Array(1))
    expect((await files.list('')).map((file) => file.path)).toEqual(['queries/seen.sql'])
    expect((await files.list('queries')).map((file) => file.path)).toEqual(['queries/seen.sql'])
    for (const folder of ['.git', 'queries/.git'])
      await expect(files.list(folder)).rejects.toMatchObject({ code: 'store-read' })
    for (const path of hidden) expect(await readFile(join(root, path), 'utf8')).toBe('mine')
  })

  it('never touches anything outside of its own names, whatever the path', async () => {
    const parent = await fresh()
    const root = join(parent, 'workspace')
    await mkdir(root)
    await writeFile(join(parent, 'secret'), 'secret')
    await writeFile(join(root, 'notes.txt'), 'mine')
    const files = new GuardedFiles(root)
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'secret',
      'notes.txt',
      'queries',
      'tables',
      'lathe.json',
      '.bashrc',
      'workspace',
      '\\',
      'a\0b',
      'C:',
      '/',
      'x',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (parts) => {
        const path = parts.join('/')
        for (const work of [
          () => files.write(path, new Uint8Array([7])),
          () => files.replace(path, new Uint8Array([7])),
          () => files.remove(path),
          () => files.read(path),
          () => files.list(path),
        ])
          await work().catch((error: unknown) => {
            expect((error as { code: string }).code).toMatch(/^(store-|not-found)/)
          })
        expect(await readFile(join(parent, 'secret'), 'utf8')).toBe('secret')
        expect(await readFile(join(root, 'notes.txt'), 'utf8')).toBe('mine')
      }),
      { numRuns: 400 },
    )
    expect((await readdir(parent)).sort()).toEqual(['secret', 'workspace'])
    expect(
      (await readdir(root)).filter((name) => !['lathe.json', 'notes.txt', 'queries', 'tables'].includes(name)),
    ).toEqual([])
  })
})
