import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { IngestPlan, IngestProgress } from '../../src-renderer/ingest/contract'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { dayToIso } from '../../src-renderer/model/zone'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, planOf, rowsOf } from './importLog'
import { memorySource } from './memorySource'

async function openData(path: string): Promise<ReturnType<typeof memorySource>> {
  const name = path.split('/').at(-1)!
  return memorySource(await readFile(new URL(`../../samples/open-data/${path}`, import.meta.url)), [65_536], name)
}

async function importFile(workspace: Workspace, path: string, change: Partial<IngestPlan> = {}) {
  const source = await openData(path)
  const plan = planFrom(await inspect(source, {}), workspace.manifest.timezone)
  return ingest({ ...plan, ...change }, [source], workspace)
}

describe('ingest', () => {
  it('imports gamelaunch.csv as it finds it', async () => {
    const workspace = await freshWorkspace()
    const report = await importFile(workspace, 'gamelaunch/gamelaunch.csv')
    const lines = (
      await readFile(new URL('../../samples/open-data/gamelaunch/gamelaunch.csv', import.meta.url), 'utf8')
    )
      .trim()
      .split('\n')
      .slice(1)
    expect(report).toMatchObject({
      table: 'gamelaunch',
      rows: lines.length,
      rejected: 0,
      duplicates: 0,
      users: 3994,
      rowsWithoutUser: 0,
    })
    // Daily active users, counted from the file's text by another way.
    const byDate = new Map<string, Set<string>>()
    for (const line of lines) {
      const [user, time] = line.split(',')
      const date = time!.slice(1, 11)
      byDate.set(date, (byDate.get(date) ?? new Set()).add(user!))
    }
    const entry = workspace.manifest.tables.gamelaunch!
    const counted = new Map<string, number>()
    for (const row of await rowsOf(workspace, entry.userDays))
      counted.set(dayToIso(row.date as number), (counted.get(dayToIso(row.date as number)) ?? 0) + 1)
    expect([...counted]).toEqual([...byDate].map(([date, users]) => [date, users.size]).sort())
    const active = [...counted.values()]
    expect([Math.min(...active), Math.max(...active)]).toEqual([96, 1135])
    // A month of a small log is one file of each kind.
    expect([report.partitions, entry.partitions.length, entry.userDays.length, entry.sessions.length]).toEqual([
      1, 1, 1, 1,
    ])
    const events = (await rowsOf(workspace, entry.userDays)).reduce((sum, row) => sum + (row.events as number), 0)
    expect(events).toBe(lines.length)
  })

  it('imports all but the broken lines of an NDJSON log, from gzip, and tells each one with its place', async () => {
    const lines = Array.from({ length: 500 }, (_, i) =>
      JSON.stringify({
        user: `u${i % 7}`,
        event: 'open',
        time: `2024-03-01T00:${String(i % 60).padStart(2, '0')}:00Z`,
      }),
    )
    lines[99] = '{"user": "u1", "event": '
    lines[199] = '{"user":"u1","event":"open","time":"yesterday"}'
    lines[299] = '[1, 2]'
    lines[399] = '{"user":"u1","event":"open"}'
    const workspace = await freshWorkspace()
    const source = memorySource(gzipSync(lines.join('\n')), [100], 'log.ndjson.gz')
    const report = await ingest(planOf({ timeFormat: 'iso' }), [source], workspace)
    expect(report).toMatchObject({ rows: 496, rejected: 4 })
    const rejects = await rowsOf(workspace, workspace.manifest.tables.log!.rejects)
    expect(
      rejects
        .map((reject) => [reject.file, reject.line, reject.reason])
        .sort((a, b) => (a[1] as number) - (b[1] as number)),
    ).toEqual([
      ['log.ndjson.gz', 100, 'not-json'],
      ['log.ndjson.gz', 200, 'bad-time'],
      ['log.ndjson.gz', 300, 'not-an-object'],
      ['log.ndjson.gz', 400, 'missing-time'],
    ])
    expect(rejects.every((reject) => (reject.column as number) >= 1)).toBe(true)
  })

  it('changes no figure when a file with event ids is read twice', async () => {
    const text = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({ id: `e${i}`, user: `u${i % 5}`, event: 'open', time: 1_709_251_200_000 + i * 600_000 }),
    ).join('\n')
    const plan = planOf({ mapping: { user: 'user', event: 'event', time: 'time', id: 'id' }, timeFormat: 'epoch-ms' })
    const workspace = await freshWorkspace()
    await ingest(plan, [memorySource(text)], workspace)
    const { tables, users } = workspace.manifest
    const before = [tables, await rowsOf(workspace, [users!])]
    expect(await ingest(plan, [memorySource(text), memorySource(text)], workspace)).toMatchObject({
      rows: 0,
      duplicates: 600,
    })
    expect([workspace.manifest.tables, await rowsOf(workspace, [workspace.manifest.users!])]).toEqual(before)
  })

  it('tells its progress and stops when it is cancelled', async () => {
    const text = Array.from({ length: 60_000 }, (_, i) =>
      JSON.stringify({ user: `u${i % 5}`, event: 'open', time: 1_709_251_200_000 + i }),
    ).join('\n')
    const source = memorySource(text, [50_000])
    const workspace = await freshWorkspace()
    const told: IngestProgress[] = []
    // A clock that moves 50 ms at each look: every other look is told.
    let clockMs = 0
    const controller = new AbortController()
    const running = ingest(planOf({ timeFormat: 'epoch-ms' }), [source], workspace, {
      signal: controller.signal,
      now: () => (clockMs += 50),
      onProgress: (progress) => {
        told.push(progress)
        if (progress.rows > 20_000) controller.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    expect(told.length).toBeGreaterThan(1)
    expect(
      told.every(
        (progress, i) =>
          progress.stage === 'reading' &&
          progress.bytesTotal === text.length &&
          (i === 0 || progress.bytesRead >= told[i - 1]!.bytesRead),
      ),
    ).toBe(true)
    expect(told.at(-1)!.rowsPerSecond).toBeGreaterThan(0)
    expect((await workspace.files.list('')).map((file) => file.path)).toEqual(['lathe.copy.json', 'lathe.json'])
    expect((await Workspace.open(workspace.files)).manifest.revision).toBe(0)
  })
})
