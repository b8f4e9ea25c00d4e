import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { privatePlaces } from '../../src-renderer/host/browser/places'
import { workspaceFolder, WORKSPACES_FOLDER } from '../../src-renderer/host/browser/folders'
import type { WorkspaceInfo } from '../../src-renderer/host/workbench'

const { asked } = vi.hoisted(() => ({ asked: [] as unknown[] }))
const info = (id: string): WorkspaceInfo => ({ id, name: id, openedAt: '2024-01-01', rows: 1, tables: [] })
// The list itself, and the files of the origin, are held in a browser (test/e2e).
vi.mock('../../src-renderer/host/browser/workspaceList', () => ({
  WorkspaceList: class {
    constructor(files: { folder: string }) {
      asked.push(['list in', files.folder])
    }
    visible = (): Promise<unknown> => Promise.resolve([info('a')])
    named = (id: string): Promise<unknown> => Promise.resolve(info(id))
    put = (one: unknown): Promise<void> => {
      asked.push(['put', one])
      return Promise.resolve()
    }
    setRemoved = (id: string, at: string | null): Promise<void> => {
      asked.push(['removed', id, at])
      return Promise.resolve()
    }
    purge = (): Promise<void> => {
      asked.push(['purge'])
      return Promise.resolve()
    }
  },
}))
vi.mock('../../src-renderer/store/opfsFiles', () => ({
  OpfsFiles: class {
    constructor(readonly folder: string) {}
  },
}))
beforeEach(() => {
  asked.length = 0
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the places of the browser host', () => {
  it("are a list in the origin's files, and a folder a workspace", async () => {
    const places = privatePlaces()
    expect(asked).toEqual([['list in', WORKSPACES_FOLDER]])
    expect([await places.list(), await places.named('b'), places.files('b')]).toEqual([
      [info('a')],
      info('b'),
      { folder: workspaceFolder('b') },
    ])
    asked.length = 0
    await places.put(info('c'))
    await places.setRemoved('c', 'now')
    await places.setRemoved('c', null)
    await places.purge()
    expect(asked).toEqual([['put', info('c')], ['removed', 'c', 'now'], ['removed', 'c', null], ['purge']])
  })

  it('are empty for a new workspace, under an id that no other has', async () => {
    const places = privatePlaces()
    const [one, two] = [await places.create('n', null), await places.create('n', null)]
    expect([one.name, one.rows, one.tables, one.id === two.id]).toEqual(['n', 0, [], false])
    expect(one.id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('read a chosen file where the window holds it', async () => {
    const source = privatePlaces().source(new File(['a,b\n'], 'log.csv'))
    const pieces: string[] = []
    for await (const piece of source.open()) pieces.push(new TextDecoder().decode(piece))
    expect([source.name, source.size, pieces]).toEqual(['log.csv', 4, ['a,b\n']])
  })
})
