import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { FollowedPaths } from '../../src-main/files/followedPaths'
import { ChosenFiles } from '../../src-main/files/chosenFiles'
import { LentWorkspaces } from '../../src-main/files/lentWorkspaces'
import { WorkspaceFolders } from '../../src-main/files/workspaceFolders'
import { servePort } from '../../src-main/ipc/servePort'
import { connect, type Call } from '../../src-renderer/host/rpc'
import { mainPlaces } from '../../src-renderer/host/desktop/mainPlaces'
import type { Places } from '../../src-renderer/host/browser/places'
import type { FileStore } from '../../src-renderer/store/files'
import { fileStoreContract } from '../store/fileStoreContract'

const root = mkdtempSync(join(tmpdir(), 'lathe-port-'))
const ports: MessagePort[] = []
afterAll(() => {
  for (const port of ports) port.close()
  rmSync(root, { recursive: true, force: true })
})

interface Connected {
  readonly places: Places
  readonly files: ChosenFiles
  readonly followed: FollowedPaths
  readonly folders: WorkspaceFolders
  readonly lent: LentWorkspaces
  /** A call over a second port of the same window, as a hostile worker may send it. */
  readonly ask: (method: string, request: unknown) => Promise<unknown>
  /** Calls that failed, as main is told of them. */
  readonly faults: string[]
}

/** A worker's places over a real message port, as main serves them. */
function connected(name: string): Connected {
  const folders = new WorkspaceFolders(join(root, name, 'app/workspaces.json'), () => join(root, name))
  const files = new ChosenFiles()
  const followed = new FollowedPaths(join(root, name, 'app/followed.json'))
  const lent = new LentWorkspaces()
  const faults: string[] = []
  const served = (): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    ports.push(port1)
    servePort(
      {
        postMessage: (message: unknown) => {
          port1.postMessage(message)
        },
        on: (type: string, listener: (event: never) => void) =>
          port1.on(type, (data: unknown) => {
            listener({ data } as never)
          }),
        start: () => {
          port1.start()
        },
      } as never,
      { files, followed, folders, lent },
      (call, error) => {
        faults.push(`${call}: ${(error as { code?: string }).code ?? String(error)}`)
      },
    )
    return port2
  }
  const hostile = served()
  const ask = connect<Readonly<Record<string, Call<unknown, unknown>>>>(hostile as never)
  hostile.start()
  return { places: mainPlaces(served() as never), files, followed, folders, lent, ask, faults }
}

/** The contract's paths lie at the top; a workspace's lie in its folders. */
function inQueries(files: FileStore): FileStore {
  const inside = (path: string): string => (path.startsWith('/') ? path : `queries/${path}`)
  return {
    label: files.label,
    read: (path) => files.read(inside(path)),
    write: (path, bytes) => files.write(inside(path), bytes),
    replace: (path, bytes) => files.replace(inside(path), bytes),
    remove: (path) => files.remove(inside(path)),
    lock: () => files.lock(),
    list: async (folder) =>
      (await files.list(folder === '' ? 'queries' : inside(folder))).map((file) => ({
        ...file,
        path: file.path.slice('queries/'.length),
      })),
  }
}

describe('a workspace over a port', () => {
  const { places } = connected('contract')
  let last = ''
  const make = async (): Promise<FileStore> => {
    last = (await places.create(`w${Math.random()}`, null)).id
    return inQueries(places.files(last))
  }
  for (const suite of fileStoreContract('port', make, () => Promise.resolve(inQueries(places.files(last)))))
    it(suite.title, () => suite.run())

  it('releases its lock once', async () => {
    const files = await make()
    const release = await files.lock()
    await release()
    await release()
  })
})

describe('the workspaces of a port', () => {
  const code = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    )
  const bytes = new Uint8Array([1])
  const calls = (workspace: string): readonly (readonly [string, unknown])[] => [
    ['storeRead', { workspace, path: 'queries/a.sql' }],
    ['storeWrite', { workspace, path: 'queries/b.sql', bytes }],
    ['storeReplace', { workspace, path: 'queries/a.sql', bytes }],
    ['storeList', { workspace, folder: '' }],
    ['storeLock', { workspace }],
    ['storeRemove', { workspace, path: 'queries/a.sql' }],
    ['putWorkspace', { id: workspace, name: 'mine now', openedAt: '2999-01-01', rows: 0, tables: [] }],
    ['setWorkspaceRemoved', { id: workspace, removedAt: '2024-01-01' }],
  ]

  it('are those that the window shows and has made: a hostile worker reaches no other of the list', async () => {
    const { folders, lent, ask, places } = connected('hostile')
    const [shown, other] = [await folders.create('shown', null), await folders.create('other', null)]
    for (const { id } of [shown, other]) await (await folders.files(id)).write('queries/a.sql', new Uint8Array([7]))
    lent.lend([shown.id])
    // The list stays open: a person chooses from it.
    expect(((await ask('listWorkspaces', null)) as readonly { id: string }[]).map((one) => one.id).sort()).toEqual(
      [shown.id, other.id].sort(),
    )
    expect(await ask('namedWorkspace', other.id)).toMatchObject({ name: 'other' })
    for (const [method, arg] of calls(other.id))
      expect([method, await code(ask(method, arg))]).toEqual([method, 'not-found'])
    for (const id of [
      other.id.toUpperCase(),
      `${other.id} `,
      `${shown.id}/../${other.id}`,
      '',
      '*',
      null,
      [shown.id],
      { id: other.id },
    ]) {
      expect([id, await code(ask('storeRead', { workspace: id, path: 'queries/a.sql' }))]).not.toEqual([id, 'done'])
    }
    expect([...(await (await folders.files(other.id)).read('queries/a.sql'))]).toEqual([7])
    expect((await (await folders.files(other.id)).list('')).map((file) => file.path)).toEqual(['queries/a.sql'])
    expect(await folders.named(other.id)).toEqual(other)
    expect((await folders.visible()).map((one) => one.id)).toContain(other.id)
    for (const [method, arg] of calls(shown.id))
      expect([method, await code(ask(method, arg))]).toEqual([method, 'done'])
    // What the window makes is its own, before it is shown.
    const made = await places.create('made', null)
    await places.files(made.id).write('queries/a.sql', bytes)
    await places.put({ ...made, rows: 3 })
    expect((await folders.named(made.id)).rows).toBe(3)
    // Shown is another one now: neither is left.
    lent.lend([other.id])
    for (const id of [made.id, shown.id])
      expect(await code(ask('storeRead', { workspace: id, path: 'queries/b.sql' }))).toBe(
        id === shown.id ? 'done' : 'not-found',
      )
    lent.clear()
    expect(await code(ask('storeRead', { workspace: other.id, path: 'queries/a.sql' }))).toBe('not-found')
  })

  it('have the files that are followed into them, and no other window reads those', async () => {
    const { folders, followed, lent, ask, places } = connected('followed')
    const [shown, other] = [await folders.create('shown', null), await folders.create('other', null)]
    const path = join(root, 'followed/grows.log')
    writeFileSync(path, 'one\ntwo\n')
    const [own, foreign] = [await followed.add(path, shown.id), await followed.add(path, other.id)]
    lent.lend([shown.id])
    const file = places.growing(own, 'grows.log')
    expect([file.name, await file.size()]).toEqual(['grows.log', 8])
    let text = ''
    for await (const piece of file.read(2, 8)) text += new TextDecoder().decode(piece)
    expect(text).toBe('e\ntwo\n')
    for (const id of [foreign, crypto.randomUUID()])
      for (const [method, arg] of [
        ['followedSize', id],
        ['readFollowed', { id, at: 0, length: 1 }],
      ] as const)
        expect([method, await code(ask(method, arg))]).toEqual([method, 'not-found'])
    for (const id of [path, '', null, { path }])
      expect(await code(ask('readFollowed', { id, at: 0, length: 1 }))).toBe('bad-parameter')
    rmSync(path)
    expect(await file.size()).toBeNull()
  })

  it('tell main of each call that failed, for the log', async () => {
    const { places, ask, faults } = connected('faults')
    const { id } = await places.create('w', null)
    await expect(places.named(crypto.randomUUID())).rejects.toThrow()
    await expect(ask('storeRead', { workspace: id, path: 'queries/none.sql' })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(ask('storeRead', 5)).rejects.toThrow()
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['namedWorkspace', 'storeRead', 'storeRead'])
    expect(faults[1]).toBe('storeRead: not-found')
  })

  it('may be ended with by whoever holds the lock, and only by them', async () => {
    const { folders, lent, ask, places } = connected('ending')
    const { id } = await folders.create('w', null)
    lent.lend([id])
    const release = await places.files(id).lock()
    lent.lend([])
    await places.files(id).write('queries/a.sql', bytes)
    expect(await code(ask('storeRead', { workspace: id, path: 'queries/a.sql' }))).toBe('not-found')
    await release()
    await expect(places.files(id).read('queries/a.sql')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('are taken out of the list and put back only when the page says so, without their files', async () => {
    const { folders, lent, ask } = connected('entries')
    const [first, second] = [await folders.create('first', null), await folders.create('second', null)]
    lent.lendEntry(first.id)
    lent.lend([])
    expect(await code(ask('setWorkspaceRemoved', { id: second.id, removedAt: '2024-01-01' }))).toBe('not-found')
    expect(await code(ask('setWorkspaceRemoved', { id: first.id, removedAt: '2024-01-01' }))).toBe('done')
    expect((await folders.visible()).map((one) => one.id)).toEqual([second.id])
    expect(await code(ask('setWorkspaceRemoved', { id: first.id, removedAt: null }))).toBe('done')
    expect(await folders.visible()).toHaveLength(2)
    for (const [method, arg] of calls(first.id).filter(([name]) => name !== 'setWorkspaceRemoved'))
      expect([method, await code(ask(method, arg))]).toEqual([method, 'not-found'])
  })
})

describe('a chosen file over a port', () => {
  it('is pulled at the reader’s pace, one piece ahead', async () => {
    const { places, files } = connected('pace')
    const bytes = new Uint8Array(10 * 2 ** 20 + 17).map((_byte, index) => (index * 31 + (index >>> 12)) & 255)
    const path = join(root, 'log')
    writeFileSync(path, bytes)
    const reads: number[] = []
    const read = files.read.bind(files)
    files.read = (id, at, length) => {
      reads.push(at)
      return read(id, at, length)
    }
    const source = places.source(await files.add(path))
    expect([source.name, source.size]).toEqual(['log', bytes.length])
    const back = new Uint8Array(bytes.length)
    let at = 0
    let pieces = 0
    for await (const chunk of source.open()) {
      back.set(chunk, at)
      at += chunk.length
      pieces++
      await new Promise((done) => {
        setTimeout(done, 5)
      })
      expect(reads.length).toBeLessThanOrEqual(pieces + 1)
    }
    expect(at).toBe(bytes.length)
    expect(Buffer.compare(back, bytes)).toBe(0)
    // A reader that stops early (a preview) does not read the rest.
    reads.length = 0
    for await (const chunk of source.open()) if (chunk.length > 0) break
    await new Promise((done) => {
      setTimeout(done, 20)
    })
    expect(reads.length).toBeLessThanOrEqual(2)
  })

  it('fails with what to do when it was shortened meanwhile', async () => {
    const { places, files } = connected('short')
    const path = join(root, 'short')
    writeFileSync(path, 'x'.repeat(3 * 2 ** 20))
    const source = places.source(await files.add(path))
    const read = async (): Promise<void> => {
      for await (const chunk of source.open()) if (chunk.length > 0) writeFileSync(path, 'short')
    }
    await expect(read()).rejects.toMatchObject({ code: 'bad-file' })
  })

  it('that the window holds itself is read there', async () => {
    const { places } = connected('own')
    const source = places.source(new File(['a,b\n1,2\n'], 'sample.csv'))
    let text = ''
    for await (const chunk of source.open()) text += new TextDecoder().decode(chunk)
    expect([source.name, text]).toEqual(['sample.csv', 'a,b\n1,2\n'])
  })
})
