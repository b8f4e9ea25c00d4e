import { describe, expect, it } from 'vitest'
import { renameTable } from '../../src-renderer/ingest/renameTable'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, rowsOf, type Row } from './importLog'

const row = (user: string, day: number): Row => ({ id: `${user}${day}`, user, time: day * 86_400_000_000 })
const BARE = planOf({ table: 'clicks', mapping: { user: 'user', time: 'time', id: 'id' } })

describe('a table that is renamed', () => {
  it('keeps its rows, files and order, and its events’ name, and takes further files', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row('a', 1), row('b', 2)], BARE)
    await importRows(workspace, [{ user: 'c', event: 'x', time: 1 }], planOf({ table: 'last' }))
    await renameTable(workspace, 'clicks', 'taps')
    const { manifest } = await Workspace.open(workspace.files)
    expect(Object.keys(manifest.tables)).toEqual(['taps', 'last'])
    expect(manifest.sources.map(({ table }) => table)).toEqual(['taps', 'last'])
    const again = { ...BARE, table: 'taps' }
    expect(await importRows(workspace, [row('b', 2), row('c', 3)], again)).toMatchObject({ rows: 1, duplicates: 1 })
    const table = workspace.manifest.tables['taps']!
    expect((await rowsOf(workspace, table.partitions)).map(({ event }) => event)).toEqual([
      'clicks',
      'clicks',
      'clicks',
    ])
    // The old name is free for another log.
    await importRows(workspace, [row('z', 9)], BARE)
    const other = workspace.manifest.tables['clicks']!
    expect((await rowsOf(workspace, other.partitions)).map(({ event }) => event)).toEqual(['clicks'])
  })

  it.each([
    ['last', 'already'],
    ['all_users', 'keeps that name'],
    ['last_sessions', 'derived'],
    ['a/b', 'folder'],
  ])('is not called %s', async (name, why) => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row('a', 1)], BARE)
    await importRows(workspace, [{ user: 'c', event: 'x', time: 1 }], planOf({ table: 'last' }))
    const before = workspace.manifest
    await expect(renameTable(workspace, 'clicks', name)).rejects.toThrow(why)
    await expect(renameTable(workspace, 'clacks', 'x')).rejects.toThrow('There is no table “clacks”')
    expect(workspace.manifest).toEqual(before)
  })
})
