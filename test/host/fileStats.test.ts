import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { archiveWorkspace, unpackWorkspace } from '../../src-renderer/host/workspaceArchive'
import { gatherFiles } from '../../src-renderer/ingest/gatherFiles'
import { remapTable } from '../../src-renderer/ingest/remapTable'
import { renameTable } from '../../src-renderer/ingest/renameTable'
import { reshapeTable } from '../../src-renderer/ingest/reshapeTable'
import { dropDays } from '../../src-renderer/ingest/retention/dropDays'
import { anonymiseUser } from '../../src-renderer/store/anonymiseUser'
import { statsOfFile } from '../../src-renderer/store/columnStats'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { stepBetween, takeBack } from '../../src-renderer/store/takeBack'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, type Row } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'

const DAY = 86_400_000_000

function log(salt: number, count = 40): readonly Row[] {
  return Array.from({ length: count }, (_, at) => ({
    user: `u${(at * 7 + salt) % 9}`,
    event: ['open', 'look', 'buy'][(at * 3 + salt) % 3]!,
    friend: `u${(at + salt) % 9}`,
    amount: at % 4 === 0 ? null : at + salt,
    time: ((at * 5 + salt * 3) % 240) * (DAY / 24),
  }))
}

/** Holds every file of rows to what the manifest says of it; answers how many there are. */
async function held(workspace: Workspace): Promise<number> {
  const entries = Object.values(workspace.manifest.tables).flatMap((table) => table.partitions)
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    expect([entry.path, entry.stats]).toEqual([entry.path, statsOfFile(bytes!)])
  }
  return entries.length
}

const manifestText = async (workspace: Workspace): Promise<string> =>
  new TextDecoder().decode(await workspace.files.read('lathe.json'))

describe('what the manifest says of the files', () => {
  it('holds after each change of the workspace', async () => {
    const workspace = await freshWorkspace('Europe/Berlin')
    await importRows(workspace, log(0), planOf({ types: { amount: 'integer' } }))
    expect(await held(workspace)).toBeGreaterThan(5)
    const before = workspace.manifest
    await importRows(workspace, log(1))
    await held(workspace)
    await takeBack(workspace, stepBetween(before, workspace.manifest)!)
    expect(workspace.manifest.tables).toEqual(before.tables)
    await importRows(workspace, log(2), planOf({ table: 'other', kind: 'table', mapping: {} }))
    await held(workspace)
    expect(await manifestText(workspace)).toContain('"u3"')
    await deleteUser(workspace, 'u3')
    await held(workspace)
    expect(await manifestText(workspace)).not.toContain('u3')
    await anonymiseUser(workspace, 'u4')
    await held(workspace)
    expect(await manifestText(workspace)).not.toContain('u4')
    await renameTable(workspace, 'log', 'visits')
    await reshapeTable(workspace, 'visits', [{ column: 'amount', name: 'paid' }])
    await held(workspace)
    const [first] = workspace.manifest.tables['visits']!.partitions
    expect(Object.keys(first!.stats!.columns)).toContain('paid')
    await remapTable(workspace, 'visits', { user: 'user', event: 'friend', time: 'time' })
    await held(workspace)
    await dropDays(workspace, 'visits', { before: '1970-01-03' }, { rollUp: null })
    await held(workspace)
    const deleted = await workspace.deleteTable('visits')
    await workspace.restoreTable(deleted)
    await held(workspace)
    await gatherFiles(workspace)
    await held(workspace)
    await importRows(workspace, log(5, 10), planOf({ table: 'visits' }), { replaces: true })
    await held(workspace)
    const files = new MemoryFiles()
    await unpackWorkspace(memorySource(await archiveWorkspace(workspace), [], 'w.lathe.zip'), files)
    const unpacked = await Workspace.open(files)
    expect(unpacked.manifest.tables).toEqual(workspace.manifest.tables)
  })
})

describe('a workspace of an older Lathe', () => {
  it('has nothing of it until it is opened, and then all, once', async () => {
    const files = new MemoryFiles()
    const archive = unzipSync(await readFile(new URL('../store/kept/format-1.zip', import.meta.url)))
    for (const [path, bytes] of Object.entries(archive)) await files.write(path, new Uint8Array(bytes))
    const workspace = await Workspace.open(files)
    const described = (): readonly boolean[] =>
      Object.values(workspace.manifest.tables)
        .flatMap((table) => table.partitions)
        .map(({ stats }) => stats !== undefined)
    expect(new Set(described())).toEqual(new Set([false]))
    const progress: number[] = []
    await workspace.describeRows({ onProgress: ({ of }) => progress.push(of) })
    expect([new Set(described()), progress.length, await held(workspace)]).toEqual([new Set([true]), 90, 90])
    const { revision } = workspace.manifest
    await workspace.describeRows()
    expect(workspace.manifest.revision).toBe(revision)
  })

  it('goes without for files that are missing, and keeps nothing where it is cancelled', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, log(0))
    const { tables } = workspace.manifest
    const bare = tables['log']!.partitions.map(({ stats: _stats, ...entry }) => entry)
    await workspace.commit({ update: () => ({ tables: { log: { ...tables['log']!, partitions: bare } } }) })
    const opened = await Workspace.open(workspace.files)
    const signal = AbortSignal.abort()
    await expect(opened.describeRows({ signal })).rejects.toThrow('abort')
    expect(opened.manifest.revision).toBe(2)
    await workspace.files.remove(bare[0]!.path)
    await opened.describeRows()
    expect(opened.manifest.tables['log']!.partitions.map(({ stats }) => stats === undefined)).toEqual(
      bare.map((_, index) => index === 0),
    )
    const again = await Workspace.open(workspace.files)
    await again.describeRows()
    expect(again.manifest.revision).toBe(opened.manifest.revision)
  })
})
