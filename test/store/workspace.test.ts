import { describe, expect, it } from 'vitest'
import type { FileStore } from '../../src-renderer/store/files'
import type { PartitionEntry, TableEntry } from '../../src-renderer/store/manifest'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { listPartitions, summarize } from '../../src-renderer/store/partitions'
import { Workspace } from '../../src-renderer/store/workspace'
import { importRows, planOf, rowsOf } from '../ingest/importLog'
import type { Row } from '../ingest/importLog'

const OPTIONS = { timezone: 'UTC', weekStart: 1, now: () => 0 }
const DAY = 86_400_000_000

function entryOf(table: string, partitions: readonly PartitionEntry[]): TableEntry {
  return {
    name: table,
    kind: 'events',
    columns: [],
    mapping: {},
    partitions,
    userDays: [],
    sessions: [],
    rejects: [],
    rows: partitions.reduce((sum, part) => sum + part.rows, 0),
    rejected: 0,
    rowsWithoutUser: 0,
  }
}

async function addTable(
  workspace: Workspace,
  table: string,
  bytes = new Uint8Array([1, 2, 3]),
): Promise<PartitionEntry> {
  const part = await workspace.writePartition(
    `tables/${table}/part-${workspace.manifest.revision}-${Math.random()}.arrow`,
    bytes,
    { date: null, rows: 3, minTs: null, maxTs: null },
  )
  await workspace.commit({ update: (current) => ({ tables: { ...current.tables, [table]: entryOf(table, [part]) } }) })
  return part
}

function damage(files: FileStore, path: string): Promise<void> {
  return files.replace(path, new Uint8Array([9, 9, 9]))
}

describe('Workspace', () => {
  it('opens as it was created, and not where there is none, or one already', async () => {
    const files = new MemoryFiles()
    await expect(Workspace.open(files)).rejects.toMatchObject({ code: 'not-found', payload: { what: 'workspace' } })
    const workspace = await Workspace.create(files, { timezone: 'Asia/Kathmandu', weekStart: 7, now: () => 0 })
    expect(workspace.manifest).toEqual({
      format: 2,
      revision: 0,
      createdAt: '1970-01-01T00:00:00.000Z',
      timezone: 'Asia/Kathmandu',
      weekStart: 7,
      tables: {},
      sources: [],
      users: null,
    })
    expect((await Workspace.open(files)).manifest).toEqual(workspace.manifest)
    await expect(Workspace.create(files, OPTIONS)).rejects.toMatchObject({ code: 'store-write' })
  })

  it('tells a newer manifest from a broken one', async () => {
    const files = new MemoryFiles()
    const write = (text: string): Promise<void> => files.replace('lathe.json', new TextEncoder().encode(text))
    await Workspace.create(files, OPTIONS)
    const good = new TextDecoder().decode(await files.read('lathe.json'))
    await write(good.replace('"format": 2', '"format": 3'))
    await expect(Workspace.open(files)).rejects.toMatchObject({
      code: 'workspace-format',
      payload: { found: 3, supported: 2 },
    })
    for (const broken of [
      '',
      '[]',
      '{}',
      good.slice(0, -10),
      good.replace('"tables": {}', '"tables": {"a": {}}'),
      good.replace('"sources": []', '"sources": 1'),
      good.replace('"revision": 0', '"revision": "0"'),
    ]) {
      expect(broken).not.toBe(good)
      await write(broken)
      await expect(Workspace.open(files)).rejects.toMatchObject({ code: 'store-corrupt' })
    }
  })

  it('notices that somebody else committed in between', async () => {
    const files = new MemoryFiles()
    const one = await Workspace.create(files, OPTIONS)
    const other = await Workspace.open(files)
    await addTable(other, 'theirs')
    await expect(addTable(one, 'mine')).rejects.toMatchObject({ code: 'workspace-changed' })
    expect(Object.keys((await one.reload()).tables)).toEqual(['theirs'])
    await addTable(one, 'mine')
    expect(Object.keys((await Workspace.open(files)).manifest.tables)).toEqual(['theirs', 'mine'])
  })

  it('commits one after the other', async () => {
    const workspace = await Workspace.create(new MemoryFiles(), OPTIONS)
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        workspace.commit({ update: (current) => ({ weekStart: current.weekStart + i }) }),
      ),
    )
    expect(workspace.manifest).toMatchObject({ revision: 10, weekStart: 46 })
  })

  it('lets changes through one at a time, each with the manifest as it is then', async () => {
    const files = new MemoryFiles()
    const [one, other] = [await Workspace.create(files, OPTIONS), await Workspace.open(files)]
    let inside = 0
    const change = (workspace: Workspace): Promise<void> =>
      workspace.change(async () => {
        expect(++inside).toBe(1)
        const before = workspace.manifest.weekStart
        await new Promise((resolve) => {
          setTimeout(resolve, 1)
        })
        await workspace.commit({ update: () => ({ weekStart: before + 1 }) })
        inside--
      })
    await Promise.all([one, other, one, other, one].map(change))
    expect((await Workspace.open(files)).manifest).toMatchObject({ revision: 5, weekStart: 6 })
  })

  it('waits for others as long as it is told, and says for whom', async () => {
    const files = new MemoryFiles()
    const workspace = await Workspace.create(files, OPTIONS)
    const release = await files.lock()
    const told: string[] = []
    await expect(workspace.change(() => Promise.resolve(), { waitMs: 0 })).rejects.toMatchObject({
      code: 'workspace-locked',
    })
    await expect(workspace.cleanLitter()).rejects.toMatchObject({ code: 'workspace-locked' })
    const waiting = workspace.change(() => Promise.resolve('done'), {
      onWait: (message) => {
        told.push(message)
      },
    })
    await new Promise((resolve) => {
      setTimeout(resolve, 900)
    })
    await release()
    expect(await waiting).toBe('done')
    expect(told).toHaveLength(1)
    const again = await files.lock()
    const cancelled = workspace.change(() => Promise.resolve(), { signal: AbortSignal.timeout(30) })
    await expect(cancelled).rejects.toMatchObject({ name: 'TimeoutError' })
    await again()
    await expect(importRows(workspace, [{ user: 'a', event: 'e', time: 1 }])).resolves.toMatchObject({ rows: 1 })
  })

  it('never goes on without the users', async () => {
    const files = new MemoryFiles()
    await importRows(await Workspace.create(files, OPTIONS), [{ user: 'a', event: 'e', time: 1 }])
    const workspace = await Workspace.open(files)
    await damage(files, workspace.manifest.users!.path)
    await expect(workspace.readUsers()).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(importRows(workspace, [{ user: 'b', event: 'e', time: 1 }])).rejects.toMatchObject({
      code: 'store-corrupt',
    })
    expect((await Workspace.open(files)).manifest).toEqual(workspace.manifest)
  })

  it('cleans what no manifest names, and only that', async () => {
    const files = new MemoryFiles()
    const workspace = await Workspace.create(files, OPTIONS)
    const part = await addTable(workspace, 'kept')
    // A workspace may be made in a folder that holds other things: those are the person's.
    const own = [
      '.git/config',
      'README.md',
      'dashboards/d.json',
      'lathe.json.bak',
      'notes/lathe.json.1-0.lathe-tmp',
      'queries/a.sql',
      'segments/s.json',
    ]
    for (const path of [...own, 'tables/kept/part-0-9.arrow', 'tables/old/x', 'lathe.json.17-0.lathe-tmp'])
      await files.write(path, new Uint8Array(1))
    expect(await workspace.cleanLitter()).toBe(3)
    expect((await files.list('')).map((file) => file.path)).toEqual(
      [...own, 'lathe.copy.json', 'lathe.json', part.path].toSorted(),
    )
  })

  it('sums itself up', async () => {
    const workspace = await Workspace.create(new MemoryFiles(), OPTIONS)
    await importRows(workspace, [
      { user: 'a', event: 'e', time: 5 },
      { user: 'b', event: 'e', time: DAY },
      { user: null, event: 'e', time: null },
    ])
    expect(summarize(workspace.manifest)).toMatchObject({
      revision: 1,
      rows: 2,
      users: 2,
      tables: [
        {
          name: 'log',
          rows: 2,
          rejected: 1,
          partitions: 2,
          firstDate: '1970-01-01',
          lastDate: '1970-01-02',
          minTs: 5,
          maxTs: DAY,
        },
      ],
    })
    expect(summarize(workspace.manifest).bytes).toBe(
      listPartitions(workspace.manifest).reduce((sum, entry) => sum + entry.bytes, 0),
    )
  })
})

describe('a table that is deleted', () => {
  const rows = (user: string, time: number): Row[] => [{ user, event: 'e', time }]

  it('is gone with its users, and comes back whole', async () => {
    const files = new MemoryFiles()
    const workspace = await Workspace.create(files, OPTIONS)
    await importRows(workspace, [...rows('a', 10), ...rows('b', 20)], planOf({ table: 'one' }))
    await importRows(workspace, rows('b', 5), planOf({ table: 'two' }))
    const before = workspace.manifest
    const deleted = await workspace.deleteTable('one')
    expect(Object.keys(workspace.manifest.tables)).toEqual(['two'])
    expect(await rowsOf(workspace, [workspace.manifest.users!])).toEqual([
      { user_id: 'a', first_seen: null, last_seen: null, is_test: false },
      { user_id: 'b', first_seen: 5, last_seen: 5, is_test: false },
    ])
    await workspace.restoreTable(deleted)
    expect(workspace.manifest.tables).toEqual(before.tables)
    expect(await rowsOf(workspace, [workspace.manifest.users!])).toEqual([
      { user_id: 'a', first_seen: 10, last_seen: 10, is_test: false },
      { user_id: 'b', first_seen: 5, last_seen: 20, is_test: false },
    ])
    await expect(workspace.deleteTable('tow')).rejects.toMatchObject({ code: 'not-found', payload: { what: 'table' } })
  })

  it('takes all users with it when it was the last log', async () => {
    const files = new MemoryFiles()
    const workspace = await Workspace.create(files, OPTIONS)
    await importRows(workspace, rows('a', 10))
    const deleted = await workspace.deleteTable('log')
    expect(workspace.manifest.users).toBeNull()
    await workspace.restoreTable(deleted)
    expect((await workspace.readUsers()).ids).toEqual(['a'])
    await workspace.deleteTable('log')
    await workspace.cleanLitter()
    expect((await files.list('')).map((file) => file.path)).toEqual(['lathe.copy.json', 'lathe.json'])
    await expect(workspace.restoreTable(deleted)).rejects.toMatchObject({ code: 'not-found' })
    await importRows(workspace, rows('z', 1))
    expect((await workspace.readUsers()).ids).toEqual(['z'])
  })
})
