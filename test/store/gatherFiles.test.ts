import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import { gatherFiles } from '../../src-renderer/ingest/gatherFiles'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, rowsOf, type Row } from '../ingest/importLog'
import { runs } from '../runs'

const DAY = 86_400_000_000
const LISTS = ['partitions', 'userDays', 'sessions', 'rejects'] as const

/** A workspace that Lathe 0.1 wrote in November 2026, with a file a day: two tables of 116 rows over 45 days. */
async function keptWorkspace(): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  const archive = unzipSync(await readFile(new URL('kept/format-1.zip', import.meta.url)))
  for (const [path, bytes] of Object.entries(archive)) await files.write(path, new Uint8Array(bytes))
  return files
}

/** All rows of all tables, those of a log by where they come from, and what is known of the tables besides. */
async function contentOf(workspace: Workspace): Promise<unknown> {
  const { tables, users } = workspace.manifest
  const each = await Promise.all(
    Object.values(tables).map(async (table) => {
      const text = (row: unknown): string =>
        JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
      const [rows, ...derived] = await Promise.all(LISTS.map((list) => rowsOf(workspace, table[list])))
      return [rows!.map(text).sort(), ...derived.map((list) => list.map(text)), table.events, table.rows]
    }),
  )
  return [catalogOf(workspace.manifest), users === null ? null : await rowsOf(workspace, [users]), each]
}

const counts = (workspace: Workspace): readonly (readonly number[])[] =>
  Object.values(workspace.manifest.tables).map((table) => LISTS.map((list) => table[list].length))

describe('a kept workspace of format 1', () => {
  it('is read as it is, and has the same rows in few files once it is opened to be changed', async () => {
    const files = await keptWorkspace()
    const before = await files.list('')
    const workspace = await Workspace.open(files)
    expect([workspace.manifest.format, counts(workspace)]).toEqual([
      1,
      [
        [45, 45, 45, 0],
        [45, 45, 9, 0],
      ],
    ])
    const content = await contentOf(workspace)
    expect(await workspace.verify()).toEqual([])
    expect(await files.list('')).toEqual(before)
    expect(await gatherFiles(workspace)).toBe(220)
    expect(counts(workspace)).toEqual([
      [1, 1, 1, 0],
      [1, 1, 9, 0],
    ])
    const again = await Workspace.open(files)
    expect([again.manifest.format, await again.verify(), await contentOf(again)]).toEqual([2, [], content])
    expect(await files.list('tables')).toHaveLength(14)
    expect(await gatherFiles(again)).toBe(0)
  })
})

describe('gathering files', () => {
  const row = fc.record({
    user: fc.constantFrom('a', 'b', null),
    event: fc.constantFrom('x', 'y'),
    time: fc.tuple(fc.integer({ min: 0, max: 60 }), fc.nat(3)).map(([day, part]) => day * DAY + part * (DAY / 4)),
    text: fc.constantFrom('one', 'two', null),
    flag: fc.constantFrom(true, false, null),
    n: fc.constantFrom(1, 2.5, 9_007_199_254_740_993n, null),
  })

  it('changes no row, no date, and nothing that is known of the rows, whatever was imported and deleted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (imports, datesOnly) => {
          const workspace = await freshWorkspace('America/New_York')
          const rows = (list: readonly Row[]): Row[] =>
            list.map((one) =>
              datesOnly ? { ...one, time: Math.floor((one.time as number) / DAY) * DAY + DAY / 4.8 } : one,
            )
          // A table of 40 days of its own, so that there is always something to gather.
          const many = Array.from({ length: 40 }, (_, day): Row => ({ user: 'a', event: 'x', time: day * DAY }))
          await importRows(workspace, many, planOf({ table: 'many' }))
          for (const list of imports) await importRows(workspace, rows(list))
          const before = await contentOf(workspace)
          expect(await gatherFiles(workspace)).toBeGreaterThanOrEqual(39 * 3)
          const again = await Workspace.open(workspace.files)
          expect(await contentOf(again)).toEqual(before)
          // Later imports find their days in the gathered files.
          const [one, other] = [again, await freshWorkspace('America/New_York')]
          await importRows(other, many, planOf({ table: 'many' }))
          for (const list of imports) await importRows(other, rows(list))
          for (const each of [one, other]) await importRows(each, rows(imports[0]!), planOf(), { rangeBytes: 1e6 })
          expect(await contentOf(one)).toEqual(await contentOf(other))
        },
      ),
      { numRuns: runs(25) },
    )
  }, 60_000)

  it('says how far it is, and goes on where it was cancelled', async () => {
    const files = await keptWorkspace()
    const workspace = await Workspace.open(files)
    const content = await contentOf(workspace)
    const cancel = new AbortController()
    const told: { files: number; of: number }[] = []
    const [first, second] = Object.keys(workspace.manifest.tables)
    const onProgress = (progress: { files: number; of: number }): void => {
      told.push(progress)
      // In the second table.
      if (told.length === 4) cancel.abort()
    }
    await expect(gatherFiles(workspace, { signal: cancel.signal, onProgress })).rejects.toThrow(/abort/i)
    expect(told).toEqual([45, 90, 135, 180].map((count) => ({ files: count, of: 225 })))
    const again = await Workspace.open(files)
    expect([
      again.manifest.tables[first!]!.partitions.length,
      again.manifest.tables[second!]!.partitions.length,
    ]).toEqual([1, 45])
    expect([await again.verify(), await contentOf(again)]).toEqual([[], content])
    await again.cleanLitter()
    told.length = 0
    expect(await gatherFiles(again, { onProgress: (progress) => told.push(progress) })).toBe(88)
    expect(told).toEqual([45, 90].map((count) => ({ files: count, of: 90 })))
    expect(await contentOf(await Workspace.open(files))).toEqual(content)
    expect(await files.list('tables')).toHaveLength(14)
  })

  it('leaves a file that is missing as it is', async () => {
    const workspace = await freshWorkspace()
    const times = Array.from({ length: 50 }, (_, day) => day * DAY)
    await importRows(
      workspace,
      times.map((time): Row => ({ user: 'a', event: 'x', time })),
    )
    const lost = workspace.manifest.tables['log']!.partitions[20]!
    await workspace.files.remove(lost.path)
    const opened = await Workspace.open(workspace.files)
    await opened.lookForFiles()
    await gatherFiles(opened)
    const dates = (entries: readonly PartitionEntry[]): unknown => entries.map(({ date, lastDate }) => [date, lastDate])
    const { partitions } = opened.manifest.tables['log']!
    expect(dates(partitions)).toEqual([
      ['1970-01-01', '1970-01-20'],
      ['1970-01-21', undefined],
      ['1970-01-22', '1970-02-19'],
    ])
    expect(partitions[1]).toEqual(lost)
  })
})
