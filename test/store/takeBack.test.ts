import { describe, expect, it } from 'vitest'
import { listPartitions } from '../../src-renderer/store/partitions'
import { stepBetween, takeBack, together, type Step } from '../../src-renderer/store/takeBack'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, rowsOf, type Row } from '../ingest/importLog'

const VISITS = planOf({ table: 'visits', mapping: { user: 'user', event: 'event', time: 'time' } })
const CLICKS = planOf({ table: 'clicks', mapping: { user: 'user', event: 'event', time: 'time' } })
const row = (user: string, day: number): Row => ({ user, event: 'open', time: day * 86_400_000_000 })

async function step(workspace: Workspace, work: () => Promise<unknown>): Promise<Step> {
  const before = workspace.manifest
  await work()
  const found = stepBetween(before, workspace.manifest)
  if (found === null) throw new Error('not one commit')
  return found
}

describe('an import that is taken back', () => {
  it('leaves the workspace as it was, rows, users and sources, and can be made again', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row('a', 1), row('b', 2)], VISITS)
    const { tables, sources, users } = workspace.manifest
    const stored = await rowsOf(workspace, listPartitions(workspace.manifest))
    const last = await step(workspace, () => importRows(workspace, [row('c', 2), row('a', 3)], VISITS))
    expect(workspace.manifest.tables['visits']?.rows).toBe(4)
    await takeBack(workspace, last)
    expect(workspace.manifest).toMatchObject({ tables, sources, users })
    // What another window reads.
    const opened = await Workspace.open(workspace.files)
    expect(await rowsOf(opened, listPartitions(opened.manifest))).toEqual(stored)
    expect(await opened.cleanLitter()).toBeGreaterThan(0)
    expect(await opened.verify()).toEqual([])
    await importRows(opened, [row('c', 2), row('a', 3)], VISITS)
    expect([opened.manifest.tables['visits']?.rows, opened.manifest.users?.rows]).toEqual([4, 3])
  })

  it('takes the tables of one import back together, and none where others committed between', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row('a', 1)], VISITS)
    const first = await step(workspace, () => importRows(workspace, [row('b', 1)], VISITS))
    const second = await step(workspace, () => importRows(workspace, [row('c', 1)], CLICKS))
    const both = together([first, second])
    expect(together([second, first])).toBeNull()
    expect(together([])).toBeNull()
    if (both === null) throw new Error('they follow each other')
    await takeBack(workspace, both)
    expect(Object.keys(workspace.manifest.tables)).toEqual(['visits'])
    expect([workspace.manifest.tables['visits']?.rows, workspace.manifest.users?.rows]).toEqual([1, 1])
  })

  it('is refused after another commit, and where what was before is gone, and changes nothing', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row('a', 1)], VISITS)
    const last = await step(workspace, () => importRows(workspace, [row('b', 1)], VISITS))
    const other = await Workspace.open(workspace.files)
    const later = await step(other, () => importRows(other, [row('c', 1)], CLICKS))
    const { manifest } = other
    await expect(takeBack(workspace, last)).rejects.toMatchObject({ code: 'workspace-changed' })
    expect((await workspace.reload()).revision).toBe(manifest.revision)
    await takeBack(other, later)
    const replaced = listPartitions({ ...other.manifest, ...last.before }).map((entry) => entry.path)
    const again = await step(other, () => importRows(other, [row('d', 1)], VISITS))
    for (const path of replaced) await other.files.remove(path).catch(() => undefined)
    await expect(takeBack(other, { ...again, before: last.before })).rejects.toMatchObject({ code: 'not-found' })
    expect(other.manifest.revision).toBe(again.revision)
  })
})
