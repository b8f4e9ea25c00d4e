import { describe, expect, it } from 'vitest'
import type { IngestProgress, RowBatch } from '../../src-renderer/ingest/contract'
import { importBatches } from '../../src-renderer/ingest/importBatches'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { unpackSource } from '../../src-renderer/model/schema'
import { batchesOf, freshWorkspace, importRows, planOf, rowsOf } from './importLog'
import type { Row } from './importLog'

const DAY = 86_400_000_000
const HOUR = 3_600_000_000
const MINUTE = 60_000_000

function row(user: string | number | null, event: string | null, time: number, more: Row = {}): Row {
  return { user, event, time, ...more }
}

function table(workspace: Workspace, name = 'log') {
  const entry = workspace.manifest.tables[name]
  if (entry === undefined) throw new Error(`no table ${name}`)
  return entry
}

describe('an import of events', () => {
  it('makes canonical columns in their order, dates, users and the report', async () => {
    const workspace = await freshWorkspace()
    const report = await importRows(workspace, [
      row('ann', 'open', DAY + HOUR, { plan: 'pro', price: 1.5, n: 7 }),
      row('bob', 'open', 2 * DAY, { plan: 'free', price: 2, n: 8 }),
      row(null, 'close', DAY, { plan: null, price: null, n: 9 }),
      row('ann', null, DAY + HOUR - 1, { plan: 'pro', price: 3, n: null }),
    ])
    expect(report).toMatchObject({
      table: 'log',
      files: 1,
      rows: 4,
      duplicates: 0,
      rejected: 0,
      partitions: 2,
      users: 2,
      rowsWithoutUser: 1,
      minTs: '1970-01-02T00:00:00.000Z',
      maxTs: '1970-01-03T00:00:00.000Z',
    })
    const entry = table(workspace)
    expect(entry.columns.map((column) => `${column.name}:${column.type}`)).toEqual([
      'user_key:integer',
      'event:string',
      'ts:timestamp',
      'plan:string',
      'price:double',
      'n:integer',
      '_source:integer',
    ])
    expect(entry.partitions.map((part) => [part.path, part.date, part.rows, part.minTs, part.maxTs])).toEqual([
      [
        expect.stringMatching(/^tables\/log\/date=1970-01-02\/part-1-0-[0-9a-f]{12}\.arrow$/),
        '1970-01-02',
        3,
        DAY,
        DAY + HOUR,
      ],
      [
        expect.stringMatching(/^tables\/log\/date=1970-01-03\/part-1-0-[0-9a-f]{12}\.arrow$/),
        '1970-01-03',
        1,
        2 * DAY,
        2 * DAY,
      ],
    ])
    const rows = await rowsOf(workspace, entry.partitions)
    expect(Object.keys(rows[0]!)).toEqual(['user_key', 'event', 'ts', 'plan', 'price', 'n', '_source'])
    expect(rows).toEqual([
      { user_key: null, event: 'close', ts: DAY, plan: null, price: null, n: 9, _source: 3 },
      { user_key: 0, event: null, ts: DAY + HOUR - 1, plan: 'pro', price: 3, n: null, _source: 4 },
      { user_key: 0, event: 'open', ts: DAY + HOUR, plan: 'pro', price: 1.5, n: 7, _source: 1 },
      { user_key: 1, event: 'open', ts: 2 * DAY, plan: 'free', price: 2, n: 8, _source: 2 },
    ])
    expect(await rowsOf(workspace, [workspace.manifest.users!])).toEqual([
      { user_id: 'ann', first_seen: DAY + HOUR - 1, last_seen: DAY + HOUR, is_test: false },
      { user_id: 'bob', first_seen: 2 * DAY, last_seen: 2 * DAY, is_test: false },
    ])
    expect(await rowsOf(workspace, entry.userDays)).toEqual([
      { user_key: 0, date: 1, events: 2 },
      { user_key: 1, date: 2, events: 1 },
    ])
    expect(workspace.manifest.sources).toMatchObject([
      { name: 'log.ndjson', table: 'log', rows: 4, rejected: 0, duplicates: 0 },
    ])
    expect(workspace.manifest.revision).toBe(1)
  })

  it('cuts days in the zone of the workspace, also where a day has 23 hours', async () => {
    const workspace = await freshWorkspace('Europe/Berlin')
    const at = (iso: string): number => Date.parse(iso) * 1000
    const days = ['2024-03-30T22:59:59Z', '2024-03-30T23:00:00Z', '2024-03-31T21:59:59Z', '2024-03-31T22:00:00Z']
    await importRows(
      workspace,
      days.map((iso) => row('u', 'e', at(iso))),
    )
    expect(table(workspace).partitions.map((part) => [part.date, part.rows])).toEqual([
      ['2024-03-30', 1],
      ['2024-03-31', 2],
      ['2024-04-01', 1],
    ])
  })

  it('rejects rows without a readable time with their place, and keeps the rest', async () => {
    const workspace = await freshWorkspace()
    const report = await importRows(workspace, [
      row('a', 'e', 5),
      row('b', 'e', 6, { time: 'soon' }),
      row('c', 'x', 7, { time: null }),
      row('d', 'e', 8),
    ])
    expect(report).toMatchObject({ rows: 2, rejected: 2, users: 2 })
    expect(await rowsOf(workspace, table(workspace).rejects)).toEqual([
      {
        file: 'log.ndjson',
        line: 2,
        column: 1,
        reason: 'bad-time',
        detail: 'a time of the form epoch-us in “time”',
        excerpt: 'soon',
      },
      { file: 'log.ndjson', line: 3, column: 1, reason: 'missing-time', detail: 'a time in “time”', excerpt: 'c, x, ' },
    ])
    expect((await workspace.readUsers()).ids).toEqual(['a', 'd'])
  })

  it('keeps what the reader rejected', async () => {
    const workspace = await freshWorkspace()
    const reject = { reason: 'not-json', line: 9, column: 4, excerpt: '{"a', detail: 'one JSON object a line' } as const
    const good = batchesOf([row('a', 'x', 1)])
    const source = {
      ...good,
      async *read(): AsyncIterable<RowBatch> {
        for await (const batch of good.read()) yield { ...batch, rejects: [reject] }
      },
    }
    expect(await importBatches(planOf(), [source], workspace)).toMatchObject({ rows: 1, rejected: 1 })
    expect(await rowsOf(workspace, table(workspace).rejects)).toMatchObject([{ ...reject, file: 'log.ndjson' }])
    expect(table(workspace)).toMatchObject({ rows: 1, rejected: 1 })
  })

  it('keeps nothing where most records of a file are rejected', async () => {
    const workspace = await freshWorkspace()
    const reject = { reason: 'not-json', line: 9, column: 4, excerpt: '{"a', detail: 'one JSON object a line' } as const
    const source = {
      ...batchesOf([]),
      async *read(): AsyncIterable<RowBatch> {
        yield await Promise.resolve({ count: 0, names: [], cells: [], lines: [], rejects: [reject], bytesRead: 1 })
      },
    }
    await expect(importBatches(planOf(), [source], workspace)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('“{"a” in line 9 (one JSON object a line)') as string,
    })
    expect(workspace.manifest.tables).toEqual({})
  })

  it('names rows after the table where no column is the event', async () => {
    const workspace = await freshWorkspace()
    await importRows(
      workspace,
      [row('a', 'x', 1)],
      planOf({ table: 'visits', mapping: { user: 'user', time: 'time' } }),
    )
    const rows = await rowsOf(workspace, table(workspace, 'visits').partitions)
    expect(rows).toMatchObject([{ event: 'visits', event_1: 'x' }])
  })

  it('gives clashing names a suffix, whatever their case', async () => {
    const workspace = await freshWorkspace()
    await importRows(
      workspace,
      [{ u: 'a', t: 1, Event: 'x', event: 'y', ts: 'z', TS_1: 'w', _source: 's' }],
      planOf({ mapping: { user: 'u', time: 't' } }),
    )
    const names = table(workspace).columns.map((column) => [column.name, column.source])
    expect(names).toEqual([
      ['user_key', 'u'],
      ['event', 'log'],
      ['ts', 't'],
      ['Event_1', 'Event'],
      ['event_2', 'event'],
      ['ts_1', 'ts'],
      ['TS_1_1', 'TS_1'],
      ['_source_1', '_source'],
      ['_source', '_source'],
    ])
    expect(await rowsOf(workspace, table(workspace).partitions)).toMatchObject([
      { event: 'log', Event_1: 'x', event_2: 'y', ts_1: 'z', TS_1_1: 'w', _source_1: 's', _source: 1 },
    ])
  })

  it('adds columns that first come later, null in the rows before', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row('a', 'e', 1), row('a', 'e', 2), row('a', 'e', 3), row('a', 'e', 4, { late: 5 })])
    await importRows(workspace, [row('a', 'e', 5, { later: true })])
    expect(
      table(workspace)
        .columns.map((column) => `${column.name}:${column.type}`)
        .slice(3),
    ).toEqual(['late:integer', 'later:boolean', '_source:integer'])
    expect((await rowsOf(workspace, table(workspace).partitions)).map((each) => [each.late, each.later])).toEqual([
      [null, undefined],
      [null, undefined],
      [null, undefined],
      [5, undefined],
      [undefined, true],
    ])
  })

  it('keeps values, ids, sessions and flags in their canonical columns', async () => {
    const workspace = await freshWorkspace()
    const plan = planOf({
      mapping: {
        user: 'user',
        event: 'event',
        time: 'time',
        id: 'eid',
        session: 's',
        value: 'amount',
        test: 'internal',
      },
      types: { amount: 'double', internal: 'integer', eid: 'integer' },
    })
    await importRows(
      workspace,
      [
        row(7, 'e', 1, { eid: 1, s: 5, amount: '2.5', internal: 0 }),
        row('7', 'e', 2, { eid: '2', s: '5', amount: 'n/a', internal: 1 }),
        row(8, 'e', 3, { eid: 3, s: null, amount: 4, internal: 'no' }),
      ],
      plan,
    )
    const rows = await rowsOf(workspace, table(workspace).partitions)
    expect(rows.map((each) => [each.user_key, each.event_id, each.session_id, each.value, each.is_test])).toEqual([
      [0, '1', '5', 2.5, false],
      [0, '2', '5', null, true],
      [1, '3', null, 4, false],
    ])
    expect(Object.keys(rows[0]!)).toEqual([
      'user_key',
      'event',
      'ts',
      'event_id',
      'session_id',
      'value',
      'is_test',
      '_source',
    ])
    expect(await rowsOf(workspace, table(workspace).sessions)).toEqual([
      { user_key: 0, session_id: '5', start_ts: 1, end_ts: 2, events: 2 },
    ])
    expect(workspace.manifest.users).toMatchObject({ rows: 2, testUsers: 1 })
  })
})

describe('event ids', () => {
  const plan = planOf({ mapping: { user: 'user', event: 'event', time: 'time', id: 'id' } })

  it('leave out what came before, in the import and in the store', async () => {
    const workspace = await freshWorkspace()
    const rows = [
      row('a', 'e', 1, { id: 'x' }),
      row('a', 'e', 2, { id: 'y' }),
      row('a', 'e', 1, { id: 'x' }),
      row('c', 'e', 4, { id: null }),
      row('c', 'e', 4, { id: null }),
    ]
    expect(await importRows(workspace, rows, plan)).toMatchObject({ rows: 4, duplicates: 1, users: 2 })
    const before = table(workspace)
    expect(await importRows(workspace, rows.slice(0, 3), plan)).toMatchObject({
      rows: 0,
      duplicates: 3,
      users: 0,
      partitions: 0,
    })
    expect(table(workspace)).toEqual(before)
    expect(
      await importRows(workspace, [row('a', 'e', DAY, { id: 'y' }), row('a', 'e', DAY, { id: 'z' })], plan),
    ).toMatchObject({ rows: 2, duplicates: 0 })
  })

  it('of a rejected row do not keep a good row out', async () => {
    const workspace = await freshWorkspace()
    expect(
      await importRows(workspace, [row('a', 'e', 0, { id: 'x', time: 'bad' }), row('a', 'e', 1, { id: 'x' })], plan),
    ).toMatchObject({ rows: 1, rejected: 1, duplicates: 0 })
  })
})

describe('several files and imports', () => {
  it('number their sources and order ties by file and line', async () => {
    const workspace = await freshWorkspace()
    await importBatches(
      planOf(),
      [batchesOf([row('a', '1', 5), row('a', '2', 5)], 'one'), batchesOf([row('a', '3', 5)], 'two')],
      workspace,
    )
    await importBatches(planOf(), [batchesOf([row('a', '4', 5)], 'three')], workspace)
    const rows = await rowsOf(workspace, table(workspace).partitions)
    expect(rows.map((each) => [each.event, unpackSource(each._source as number)])).toEqual([
      ['1', { fileIndex: 0, line: 1 }],
      ['2', { fileIndex: 0, line: 2 }],
      ['3', { fileIndex: 1, line: 1 }],
      ['4', { fileIndex: 2, line: 1 }],
    ])
    expect(workspace.manifest.sources.map((source) => source.name)).toEqual(['one', 'two', 'three'])
    expect(table(workspace).rows).toBe(4)
  })

  it('write the largest days early when memory is short, and lose nothing', async () => {
    const workspace = await freshWorkspace()
    const rows = Array.from({ length: 20_000 }, (_, i) =>
      row(`u${i % 97}`, `e${i % 5}`, ((i * 7919) % 10) * DAY + i, { text: `text ${i}`, n: i }),
    )
    const report = await importBatches(planOf(), [batchesOf(rows, 'big', 1000)], workspace, {
      memoryBudgetBytes: 600_000,
      rangeBytes: 0,
    })
    expect(report).toMatchObject({ rows: 20_000, partitions: table(workspace).partitions.length })
    expect(table(workspace).partitions.length).toBeGreaterThan(10)
    const read = await rowsOf(workspace, table(workspace).partitions)
    const back = read
      .map((each) => [each.n, each.text, each.event, each.ts])
      .sort((a, b) => (a[0] as number) - (b[0] as number))
    expect(back).toEqual(rows.map((each) => [each.n, each.text, each.event, each.time]))
    const whole = await freshWorkspace()
    await importBatches(planOf(), [batchesOf(rows, 'big', 1000)], whole)
    expect(table(whole).partitions.length).toBe(1)
    expect(await rowsOf(workspace, table(workspace).userDays)).toEqual(await rowsOf(whole, table(whole).userDays))
    expect(await rowsOf(workspace, table(workspace).sessions)).toEqual(await rowsOf(whole, table(whole).sessions))
    for (const part of table(workspace).partitions)
      expect(
        (await rowsOf(workspace, [part])).every(
          (each, i, all) => i === 0 || (all[i - 1]!.ts as number) <= (each.ts as number),
        ),
      ).toBe(true)
  })

  it('refuse to mix an event log with a plain table', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [row('a', 'e', 1)])
    await expect(importRows(workspace, [row('a', 'e', 1)], planOf({ kind: 'table' }))).rejects.toMatchObject({
      code: 'bad-parameter',
    })
    await expect(importRows(workspace, [row('a', 'e', 1)], planOf({ table: 'x', mapping: {} }))).rejects.toMatchObject({
      code: 'bad-parameter',
    })
  })
})

describe('plain tables', () => {
  it('keep all columns under their own names, in one part without a date', async () => {
    const workspace = await freshWorkspace()
    await importRows(
      workspace,
      [
        { id: 2, event: 'x', user_id: 'u' },
        { id: 1, event: 'y', user_id: null },
      ],
      planOf({ table: 'items', kind: 'table', mapping: {} }),
    )
    expect(table(workspace, 'items').partitions).toMatchObject([
      {
        path: expect.stringMatching(/^tables\/items\/part-1-0-[0-9a-f]{12}\.arrow$/) as string,
        date: null,
        rows: 2,
        minTs: null,
      },
    ])
    expect(await rowsOf(workspace, table(workspace, 'items').partitions)).toEqual([
      { id: 2, event: 'x', user_id: 'u', _source: 1 },
      { id: 1, event: 'y', user_id: null, _source: 2 },
    ])
    expect(workspace.manifest.users).toBeNull()
  })

  it('are cut by date where a column is the time, and keep rows without one apart', async () => {
    const workspace = await freshWorkspace()
    await importRows(
      workspace,
      [
        { o: 'a', time: DAY },
        { o: 'b', time: 0 },
        { o: 'c', time: null },
      ],
      planOf({ table: 'orders', kind: 'table', mapping: { time: 'time' } }),
    )
    expect(table(workspace, 'orders').partitions.map((part) => [part.date, part.rows])).toEqual([
      [null, 1],
      ['1970-01-01', 1],
      ['1970-01-02', 1],
    ])
    expect((await rowsOf(workspace, table(workspace, 'orders').partitions)).map((each) => each.o)).toEqual([
      'c',
      'b',
      'a',
    ])
  })
})

describe('cancelling and failing', () => {
  it('leaves the workspace as it was, wherever it stops', async () => {
    const files = new MemoryFiles()
    const workspace = await freshWorkspace('UTC', files)
    await importRows(workspace, [row('a', 'e', 1)])
    const [listed, manifest] = [await files.list(''), workspace.manifest]
    const rows = Array.from({ length: 300 }, (_, i) => row(`u${i}`, 'e', i * HOUR))
    for (const stopAt of [0, 1, 50, 99]) {
      const controller = new AbortController()
      const source = batchesOf(rows)
      const stopping = {
        ...source,
        async *read(): AsyncIterable<RowBatch> {
          let batches = 0
          for await (const batch of source.read()) {
            if (batches++ === stopAt) controller.abort()
            yield batch
          }
        },
      }
      await expect(
        importBatches(planOf(), [stopping], workspace, { signal: controller.signal, memoryBudgetBytes: 1 }),
      ).rejects.toMatchObject({ name: 'AbortError' })
      expect(await files.list('')).toEqual(listed)
      expect(workspace.manifest).toEqual(manifest)
    }
    const late = new AbortController()
    const stages: string[] = []
    const onProgress = (progress: IngestProgress): void => {
      stages.push(progress.stage)
      if (progress.stage === 'committing') late.abort()
    }
    await importBatches(planOf(), [batchesOf(rows)], workspace, { signal: late.signal, onProgress })
    expect(stages.at(-1)).toBe('committing')
    await expect(importBatches(planOf(), [batchesOf(rows)], workspace, { signal: late.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect((await Workspace.open(files)).manifest).toEqual(workspace.manifest)
  })

  it('lets a failing file fail the import and nothing else', async () => {
    const files = new MemoryFiles()
    const workspace = await freshWorkspace('UTC', files)
    const listed = await files.list('')
    const broken = {
      ...batchesOf([]),
      async *read(): AsyncIterable<RowBatch> {
        yield* batchesOf([row('a', 'e', MINUTE)]).read()
        throw new Error('disk pulled out')
      },
    }
    await expect(importBatches(planOf(), [broken], workspace, { memoryBudgetBytes: 1 })).rejects.toThrow(
      'disk pulled out',
    )
    expect(await files.list('')).toEqual(listed)
    await importRows(workspace, [row('a', 'e', 1)])
    expect(table(workspace).rows).toBe(1)
  })
})
