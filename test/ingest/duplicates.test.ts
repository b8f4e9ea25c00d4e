import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { IngestPlan } from '../../src-renderer/ingest/contract'
import { importBatches } from '../../src-renderer/ingest/importBatches'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { batchesOf, freshWorkspace, importRows, planOf, rowsOf } from './importLog'
import type { Row } from './importLog'
import { memorySource } from './memorySource'
import { runs } from '../runs'

const DAY = 86_400_000_000
const plan = planOf({
  mapping: { user: 'user', event: 'event', time: 'time', id: 'id' },
  types: { n: 'integer', at: 'timestamp', ok: 'boolean' },
})

/** By the rule in words: a row with an id comes twice when an earlier one says the same in every column. */
function naivelyKept(rows: readonly Row[]): { kept: readonly Row[]; repeated: number } {
  const said = new Set<string>()
  const ids = new Set<string>()
  let repeated = 0
  const kept = rows.filter((row) => {
    const id = row['id'] ?? null
    if (id === null || id === '') return true
    const filled = Object.entries(row)
      .filter(([, cell]) => cell !== null && cell !== '')
      .map(([name, cell]) => [name, String(cell)] as const)
    const content = JSON.stringify(filled.sort(([a], [b]) => (a < b ? -1 : 1)))
    const isNew = !said.has(content)
    if (isNew && ids.has(String(id))) repeated++
    said.add(content)
    ids.add(String(id))
    return isNew
  })
  return { kept, repeated }
}

const rowOf = fc.record(
  {
    id: fc.constantFrom('1', '2', '3', 7, '', null),
    user: fc.constantFrom('a', 'b', null),
    event: fc.constantFrom('x', 'y'),
    time: fc.constantFrom(1, 2, DAY + 1, 9 * DAY),
    n: fc.constantFrom(1, 2, null, null),
    at: fc.constantFrom('2024-01-01 10:00:00', null, null),
    ok: fc.constantFrom(true, null, null),
    text: fc.constantFrom('p', '', null, null),
  },
  { requiredKeys: ['id', 'user', 'event', 'time'] },
) as fc.Arbitrary<Row>

describe('rows that came twice', () => {
  it(
    'are those that a naive reference finds: in a file, over files, over imports, with little memory, and in ' +
      'another process',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(fc.array(rowOf, { maxLength: 12 }), { minLength: 1, maxLength: 3 }), {
            minLength: 1,
            maxLength: 3,
          }),
          fc.boolean(),
          fc.constantFrom({}, { rangeBytes: 0 }, { rangeBytes: 200 }),
          fc.integer({ min: 1, max: 5 }),
          async (imports, isTight, ranges, batchRows) => {
            const files = new MemoryFiles()
            await Workspace.create(files, { timezone: 'UTC', weekStart: 1, now: () => 0 })
            const all = imports.flat(2)
            const expected = naivelyKept(all)
            let [rows, duplicates, repeated] = [0, 0, 0]
            for (const sources of imports) {
              const workspace = await Workspace.open(files)
              const report = await importBatches(
                plan,
                sources.map((file, index) => batchesOf(file, `f${index}.ndjson`, batchRows)),
                workspace,
                { ...ranges, ...(isTight ? { memoryBudgetBytes: 1 } : {}) },
              )
              rows += report.rows
              duplicates += report.duplicates
              repeated += report.remarks.find(({ kind }) => kind === 'repeated-ids')?.count ?? 0
            }
            expect([rows, duplicates, repeated]).toEqual([
              expected.kept.length,
              all.length - expected.kept.length,
              expected.repeated,
            ])
            const workspace = await Workspace.open(files)
            const users = await workspace.readUsers()
            const table = workspace.manifest.tables['log']!
            const stored = (await rowsOf(workspace, table.partitions)).map((row) => [
              row['event_id'] ?? null,
              Number(row['user_key'] ?? -1) < 0 ? null : users.ids[Number(row['user_key'])],
              row['event'],
              row['ts'],
              row['n'] ?? null,
              row['ok'] ?? null,
            ])
            const naive = expected.kept.map((row) => [
              row['id'] === null ? null : String(row['id']),
              row['user'] ?? null,
              row['event'],
              row['time'],
              row['n'] ?? null,
              row['ok'] ?? null,
            ])
            expect(stored.map((row) => JSON.stringify(row)).sort()).toEqual(
              naive.map((row) => JSON.stringify(row)).sort(),
            )
            expect(table.rows).toBe(expected.kept.length)
            // What is derived counts the rows that were kept, and no others.
            const days = await rowsOf(workspace, table.userDays)
            expect(days.reduce((sum, day) => sum + Number(day['events']), 0)).toBe(
              expected.kept.filter((row) => row['user'] !== null).length,
            )
          },
        ),
        { numRuns: runs(90) },
      )
    },
    60_000,
  )

  it('agree in numbers, times and flags as their columns keep them, however they are written', async () => {
    const workspace = await freshWorkspace()
    const typed = planOf({
      ...plan,
      mapping: { ...plan.mapping, value: 'v' },
      types: { ...plan.types, price: 'double', v: 'double', day: 'date' },
    })
    const one: Row = {
      id: 'i',
      user: 'a',
      event: 'x',
      time: 1,
      price: '1.50',
      n: '7',
      at: '2024-01-01T10:00:00Z',
      ok: 'TRUE',
      v: '2.0',
      day: '2024-01-01',
    }
    const same: Row = { ...one, price: 1.5, n: '7.0', at: '2024-01-01 10:00:00', ok: true, v: 2 }
    expect(await importRows(workspace, [one, same], typed)).toMatchObject({ rows: 1, duplicates: 1, remarks: [] })
    expect(await importRows(workspace, [same], typed)).toMatchObject({ rows: 0, duplicates: 1 })
    for (const other of [
      { price: 1.51 },
      { n: 8 },
      { at: '2024-01-01 10:00:01' },
      { ok: false },
      { v: 3 },
      { day: '2024-01-02' },
      { extra: 'z' },
      { user: 'b' },
      { event: 'y' },
      { time: 2 },
    ]) {
      expect(await importRows(workspace, [{ ...one, ...other }], typed)).toMatchObject({
        rows: 1,
        duplicates: 0,
        remarks: [{ kind: 'repeated-ids', column: 'id', count: 1 }],
      })
    }
  })

  it('are found in a log without an event column', async () => {
    const workspace = await freshWorkspace()
    const plain = planOf({ mapping: { user: 'user', time: 'time', id: 'id' } })
    const row: Row = { id: 'i', user: 'a', time: 1 }
    expect(await importRows(workspace, [row, row], plain)).toMatchObject({ rows: 1, duplicates: 1 })
    expect(await importRows(workspace, [row], plain)).toMatchObject({ rows: 0, duplicates: 1 })
  })

  it('a counter for each device is no event id: all rows are kept, and the report says so', async () => {
    const rows = Array.from({ length: 3000 }, (_, index): Row => ({
      id: String(Math.floor(index / 30)),
      user: `device${index % 30}`,
      event: 'x',
      time: index * 60_000_000,
    }))
    const workspace = await freshWorkspace()
    const report = await importBatches(plan, [batchesOf(rows, 'log.ndjson', 500)], workspace)
    expect(report).toMatchObject({
      rows: 3000,
      duplicates: 0,
      remarks: [
        {
          kind: 'repeated-ids',
          count: 2900,
          text:
            'id: 2,900 rows kept although the id came before, with other content (such as “0” in log.ndjson line ' +
            '2): it is no event id.',
        },
      ],
    })
    expect(await importBatches(plan, [batchesOf(rows, 'again.ndjson', 700)], workspace)).toMatchObject({
      rows: 0,
      duplicates: 3000,
      remarks: [],
    })
  })
})

describe('daily files that are numbered from 1', () => {
  const files = async (): Promise<readonly ReturnType<typeof memorySource>[]> =>
    Promise.all(
      ['day1.csv', 'day2.csv'].map(async (name) =>
        memorySource(
          new Uint8Array(await readFile(join(import.meta.dirname, 'cases/210-id-restarts-per-file', name))),
          [],
          name,
        ),
      ),
    )

  it('are kept whole, at once and one by one, and come twice as nothing', async () => {
    const [first, second] = await files()
    const planned: IngestPlan = planFrom(await inspect(first!, { table: 'events' }), 'UTC')
    expect(planned.mapping.id).toBe('id')
    const workspace = await freshWorkspace()
    expect(await ingest(planned, [first!, second!], workspace)).toMatchObject({
      rows: 6,
      users: 3,
      duplicates: 0,
      remarks: [
        {
          kind: 'repeated-ids',
          column: 'id',
          count: 3,
          text: expect.stringContaining('“1” in day2.csv line 2') as string,
        },
      ],
    })
    expect(await ingest(planned, [second!, first!], workspace)).toMatchObject({ rows: 0, duplicates: 6 })
    const other = await freshWorkspace()
    expect(await ingest(planned, [first!], other)).toMatchObject({ rows: 3, remarks: [] })
    expect(await ingest(planned, [second!], other)).toMatchObject({ rows: 3, duplicates: 0 })
  })
})
