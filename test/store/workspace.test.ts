import { describe, expect, it } from 'vitest'
import type { FileStore } from '../../src-renderer/store/files'
import type { PartitionEntry, TableEntry } from '../../src-renderer/store/manifest'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { listPartitions, summarize } from '../../src-renderer/store/partitions'
import { Workspace } from '../../src-renderer/store/workspace'
import { importRows, planOf, rowsOf } from '../ingest/importLog'
import type { Row } from '../ingest/importLog'
import { FaultyFiles } from './faultyFiles'
import type { Fault } from './faultyFiles'

const OPTIONS = { timezone: 'UTC', weekStart: 1, now: () => 0 }
const DAY = 86_400_000_000

function entryOf(table: string, partitions: readonly PartitionEntry[]): TableEntry {
  return { name: table, kind: 'events', columns: [], mapping: {}, partitions, userDays: [], sessions: [], rejects: [], rows: partitions.reduce((sum, part) => sum + part.rows, 0), rejected: 0, rowsWithoutUser: 0 }
}

async function addTable(workspace: Workspace, table: string, bytes = new Uint8Array([1, 2, 3])): Promise<PartitionEntry> {
  const part = await workspace.writePartition(`tables/${table}/part-1-0.arrow`, bytes, { date: null, rows: 3, minTs: null, maxTs: null })
  await workspace.commit({ update: (current) => ({ tables: { ...current.tables, [table]: entryOf(table, [part]) } }) })
  return part
}

function damage(files: FileStore, path: string): Promise<void> {
  return files.write(path, new Uint8Array([9, 9, 9]))
}

describe('Workspace', () => {
  it('opens as it was created, and not where there is none, or one already', async () => {
    const files = new MemoryFiles()
    await expect(Workspace.open(files)).rejects.toMatchObject({ code: 'not-found', payload: { what: 'workspace' } })
    const workspace = await Workspace.create(files, { timezone: 'Asia/Kathmandu', weekStart: 7, now: () => 0 })
    expect(workspace.manifest).toEqual({ format: 1, revision: 0, createdAt: '1970-01-01T00:00:00.000Z', timezone: 'Asia/Kathmandu', weekStart: 7, tables: {}, sources: [], users: null })
    expect((await Workspace.open(files)).manifest).toEqual(workspace.manifest)
    await expect(Workspace.create(files, OPTIONS)).rejects.toMatchObject({ code: 'store-write' })
  })

  it('tells a newer manifest from a broken one', async () => {
    const files = new MemoryFiles()
    const write = (text: string): Promise<void> => files.write('lathe.json', new TextEncoder().encode(text))
    await Workspace.create(files, OPTIONS)
    const good = new TextDecoder().decode(await files.read('lathe.json'))
    await write(good.replace('"format": 1', '"format": 2'))
    await expect(Workspace.open(files)).rejects.toMatchObject({ code: 'workspace-format', payload: { found: 2, supported: 1 } })
    for (const broken of ['', '[]', '{}', good.slice(0, -10), good.replace('"tables": {}', '"tables": {"a": {}}'), good.replace('"sources": []', '"sources": 1'), good.replace('"revision": 0', '"revision": "0"')]) {
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
    await expect(addTable(one, 'mine')).rejects.toMatchObject({ code: 'workspace-locked' })
    expect(Object.keys((await one.reload()).tables)).toEqual(['theirs'])
    await addTable(one, 'mine')
    expect(Object.keys((await Workspace.open(files)).manifest.tables)).toEqual(['theirs', 'mine'])
  })

  it('commits one after the other', async () => {
    const workspace = await Workspace.create(new MemoryFiles(), OPTIONS)
    await Promise.all(Array.from({ length: 10 }, (_, i) => workspace.commit({ update: (current) => ({ weekStart: current.weekStart + i }) })))
    expect(workspace.manifest).toMatchObject({ revision: 10, weekStart: 46 })
  })

  it('shares its lock among its own users and keeps others out', async () => {
    const files = new MemoryFiles()
    const workspace = await Workspace.create(files, OPTIONS)
    const other = await Workspace.open(files)
    const [first, second] = await Promise.all([workspace.lock(), workspace.lock()])
    await expect(other.lock()).rejects.toMatchObject({ code: 'workspace-locked' })
    await first()
    await first()
    await expect(other.lock()).rejects.toMatchObject({ code: 'workspace-locked' })
    await second()
    await (await other.lock())()
    await expect(importRows(workspace, [{ user: 'a', event: 'e', time: 1 }])).resolves.toMatchObject({ rows: 1 })
  })

  it('sets a broken file aside, tells so, and opens the rest', async () => {
    const files = new MemoryFiles()
    const writer = await Workspace.create(files, OPTIONS)
    await importRows(writer, [{ user: 'a', event: 'e', time: 1 }, { user: 'a', event: 'e', time: DAY }, { user: 'b', event: 'e', time: DAY }])
    const [first, second] = writer.manifest.tables.log!.partitions
    await damage(files, second!.path)
    const workspace = await Workspace.open(files)
    expect(await workspace.readPartition(second!)).toBeNull()
    expect(await workspace.readPartition(second!)).toBeNull()
    expect(await workspace.readPartition(first!)).not.toBeNull()
    expect(workspace.damage).toEqual([`The file ${second!.path} (2 rows of 1970-01-02) is broken; it was moved to damaged/. Import its source file anew.`])
    expect(await files.read(`damaged/${second!.path}`)).toEqual(new Uint8Array([9, 9, 9]))
    await expect(files.read(second!.path)).rejects.toMatchObject({ code: 'not-found' })
    const again = await Workspace.open(files)
    expect(again.manifest.tables.log).toMatchObject({ rows: 1, partitions: [first] })
    await again.cleanLitter()
    expect((await files.list('damaged')).length).toBe(1)
  })

  it('tells of a file that is gone, and of a broken one while another holds the lock', async () => {
    const files = new MemoryFiles()
    const writer = await Workspace.create(files, OPTIONS)
    const gone = await addTable(writer, 'gone')
    const broken = await addTable(writer, 'broken')
    await files.remove(gone.path)
    await damage(files, broken.path)
    const workspace = await Workspace.open(files)
    expect(await workspace.readPartition(gone)).toBeNull()
    const release = await files.lock()
    expect(await workspace.readPartition(broken)).toBeNull()
    await release()
    expect(workspace.damage).toEqual(['The file tables/gone/part-1-0.arrow (3 rows) is gone. Import its source file anew.', 'The file tables/broken/part-1-0.arrow (3 rows) is broken; it is left out. Import its source file anew.'])
    expect((await Workspace.open(files)).manifest.tables).toMatchObject({ gone: { rows: 0, partitions: [] }, broken: { rows: 3 } })
  })

  it('does not bring a broken file back with the next import', async () => {
    const files = new MemoryFiles()
    const plan = planOf({ mapping: { user: 'user', event: 'event', time: 'time', id: 'id' } })
    const row = (id: string, time: number): Row => ({ id, user: 'a', event: 'e', time })
    const writer = await Workspace.create(files, OPTIONS)
    await importRows(writer, [row('1', 1), row('2', DAY)], plan)
    const [first, second] = writer.manifest.tables.log!.partitions
    await damage(files, second!.path)
    const workspace = await Workspace.open(files)
    expect(await importRows(workspace, [row('1', 1), row('2', DAY)], plan)).toMatchObject({ rows: 1, duplicates: 1 })
    expect(workspace.damage).toHaveLength(1)
    const { partitions, rows } = workspace.manifest.tables.log!
    expect([rows, partitions.length, partitions[0], partitions[1]!.path === second!.path]).toEqual([2, 2, first, false])
    expect((await rowsOf(workspace, partitions)).map((each) => each.event_id)).toEqual(['1', '2'])
    // What was derived from the lost rows is not counted twice.
    const { userDays, sessions } = workspace.manifest.tables.log!
    expect(await rowsOf(workspace, userDays)).toEqual([{ user_key: 0, date: 0, events: 1 }, { user_key: 0, date: 1, events: 1 }])
    expect((await rowsOf(workspace, sessions)).map((each) => each.events)).toEqual([1, 1])
  })

  it('never goes on without the users', async () => {
    const files = new MemoryFiles()
    await importRows(await Workspace.create(files, OPTIONS), [{ user: 'a', event: 'e', time: 1 }])
    const workspace = await Workspace.open(files)
    await damage(files, workspace.manifest.users!.path)
    await expect(workspace.readUsers()).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(importRows(workspace, [{ user: 'b', event: 'e', time: 1 }])).rejects.toMatchObject({ code: 'store-corrupt' })
    expect((await Workspace.open(files)).manifest).toEqual(workspace.manifest)
  })

  it('cleans what no manifest names, and only that', async () => {
    const files = new MemoryFiles()
    const workspace = await Workspace.create(files, OPTIONS)
    const part = await addTable(workspace, 'kept')
    // A workspace may be made in a folder that holds other things: those are the person's.
    const own = ['.git/config', 'README.md', 'dashboards/d.json', 'lathe.json.bak', 'notes/lathe.json.1-0.lathe-tmp', 'queries/a.sql', 'segments/s.json']
    for (const path of [...own, 'tables/kept/part-0-9.arrow', 'tables/old/x', 'lathe.json.17-0.lathe-tmp']) await files.write(path, new Uint8Array(1))
    expect(await workspace.cleanLitter()).toBe(3)
    expect((await files.list('')).map((file) => file.path)).toEqual([...own, 'lathe.json', part.path].toSorted())
  })

  it('sums itself up', async () => {
    const workspace = await Workspace.create(new MemoryFiles(), OPTIONS)
    await importRows(workspace, [{ user: 'a', event: 'e', time: 5 }, { user: 'b', event: 'e', time: DAY }, { user: null, event: 'e', time: null }])
    expect(summarize(workspace.manifest)).toMatchObject({ revision: 1, rows: 2, users: 2, tables: [{ name: 'log', rows: 2, rejected: 1, partitions: 2, firstDate: '1970-01-01', lastDate: '1970-01-02', minTs: 5, maxTs: DAY }] })
    expect(summarize(workspace.manifest).bytes).toBe(listPartitions(workspace.manifest).reduce((sum, entry) => sum + entry.bytes, 0))
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
      { user_id: 'a', first_seen: null, last_seen: null, is_test: false }, { user_id: 'b', first_seen: 5, last_seen: 5, is_test: false },
    ])
    await workspace.restoreTable(deleted)
    expect(workspace.manifest.tables).toEqual(before.tables)
    expect(await rowsOf(workspace, [workspace.manifest.users!])).toEqual([
      { user_id: 'a', first_seen: 10, last_seen: 10, is_test: false }, { user_id: 'b', first_seen: 5, last_seen: 20, is_test: false },
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
    expect((await files.list('')).map((file) => file.path)).toEqual(['lathe.json'])
    await expect(workspace.restoreTable(deleted)).rejects.toMatchObject({ code: 'not-found' })
    await importRows(workspace, rows('z', 1))
    expect((await workspace.readUsers()).ids).toEqual(['z'])
  })
})

describe('whatever stops an import', () => {
  const first: Row[] = [{ user: 'a', event: 'e', time: 1 }, { user: 'b', event: 'e', time: DAY }]
  const second: Row[] = [{ user: 'a', event: 'e', time: DAY - 60_000_000 }, { user: 'c', event: 'e', time: 3 * DAY }, { user: 'c', event: 'e', time: null }]

  async function contentOf(workspace: Workspace): Promise<unknown> {
    const { tables, users } = workspace.manifest
    const log = tables.log!
    const read = (entries: readonly PartitionEntry[]): Promise<unknown> => rowsOf(workspace, entries)
    return [log.rows, log.rejected, workspace.manifest.sources.length, await read(log.partitions), await read(log.userDays), await read(log.sessions), await read(log.rejects), await read([users!])]
  }

  for (const fault of ['fail', 'crash-before', 'crash-half-way', 'crash-after'] as const satisfies readonly Fault[]) {
    it(`the workspace is the old or the new one: ${fault}`, async () => {
      const prepare = async (): Promise<MemoryFiles> => {
        const files = new MemoryFiles()
        await importRows(await Workspace.create(files, OPTIONS), first)
        return files
      }
      const oldContent = await contentOf(await Workspace.open(await prepare()))
      const newFiles = await prepare()
      const counter = new FaultyFiles(newFiles, Infinity, fault)
      await importRows(await Workspace.open(counter), second)
      const newContent = await contentOf(await Workspace.open(newFiles))
      const outcomes = new Set<string>()
      for (let at = 0; at < counter.operations; at++) {
        const files = await prepare()
        const outcome = await importRows(await Workspace.open(new FaultyFiles(files, at, fault)), second).then(() => 'done', (error: unknown) => (error instanceof Error ? error.message : 'failed'))
        expect(['injected fault', 'crashed']).toContain(outcome)
        const reopened = await Workspace.open(files)
        const content = await contentOf(reopened)
        const isNew = JSON.stringify(content) === JSON.stringify(newContent)
        if (!isNew) expect(content).toEqual(oldContent)
        outcomes.add(isNew ? 'new' : 'old')
        expect(reopened.damage).toEqual([])
        // What is left over does not hinder the next import, and is cleaned.
        if (!isNew) await importRows(reopened, second)
        expect(await contentOf(reopened)).toEqual(newContent)
        await reopened.cleanLitter()
        const named = ['lathe.json', ...listPartitions(reopened.manifest).map((entry) => entry.path)].sort()
        expect((await files.list('')).map((file) => file.path)).toEqual(named)
        expect(await contentOf(await Workspace.open(files))).toEqual(newContent)
      }
      expect([...outcomes].sort()).toEqual(fault === 'crash-after' ? ['new', 'old'] : ['old'])
      expect(counter.operations).toBeGreaterThan(5)
    })
  }
})
