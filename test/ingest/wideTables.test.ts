import {
  Field,
  Float64,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  makeData,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow'
import type { Data } from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell, IngestReport } from '../../src-renderer/ingest/contract'
import { arrow } from '../../src-renderer/ingest/formats/arrow'
import { MAX_COLUMNS } from '../../src-renderer/ingest/columns/columnLimit'
import { csv } from '../../src-renderer/ingest/formats/csv'
import { ColumnFold } from '../../src-renderer/ingest/columns/columnFold'
import { importBatches } from '../../src-renderer/ingest/importBatches'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import type { Workspace } from '../../src-renderer/store/workspace'
import { readAll } from './formats/readAll'
import { batchesOf, freshWorkspace, importRows, planOf, rowsOf } from './importLog'
import type { Row } from './importLog'
import { memorySource } from './memorySource'

const REST = '_other_fields'
const event = (n: number, more: Row): Row => ({
  user: `u${n}`,
  event: 'open',
  time: 1_700_000_000_000_000 + n,
  ...more,
})
const columnsOf = (workspace: Workspace): readonly string[] =>
  workspace.manifest.tables['log']!.columns.map((column) => column.name)
const remarkOf = (report: Pick<IngestReport, 'remarks'>): unknown =>
  report.remarks.find((remark) => remark.kind === 'columns')

/** Every value of the stored rows under its name in the files, whether it has a column or lies in the rest. */
async function storedValues(workspace: Workspace): Promise<ReadonlyMap<string, unknown>[]> {
  const rows = await rowsOf(workspace, workspace.manifest.tables['log']!.partitions)
  return rows
    .sort((a, b) => Number(a['ts']) - Number(b['ts']))
    .map((row) => {
      const { [REST]: rest, ...own } = row
      const further = typeof rest === 'string' ? (JSON.parse(rest) as Record<string, unknown>) : {}
      const both = Object.keys(further).filter((key) => key in own)
      if (both.length > 0) throw new Error(`${both.join()} has a column and lies in the rest`)
      return new Map(Object.entries({ ...own, ...further }).filter(([, value]) => value !== null))
    })
}

/** Of rows that have the second n and one key `k<n>`: what is stored under it, by n. */
async function keptOf(workspace: Workspace): Promise<readonly unknown[]> {
  const kept: unknown[] = []
  for (const entry of workspace.manifest.tables['log']!.partitions) {
    const table = tableFromIPC(await workspace.readPartition(entry))
    const [times, rest] = [table.getChild('ts')!, table.getChild(REST)]
    for (let row = 0; row < table.numRows; row++) {
      const n = Number(times.get(row)) / 1000 - 1_700_000_000
      const own = table.getChild(`k${n}`)
      const value: unknown =
        own === null ? (JSON.parse(String(rest!.get(row))) as Record<string, unknown>)[`k${n}`] : own.get(row)
      kept[n] = Number(value)
    }
  }
  return kept
}

const wide = (from: number, count: number, value: string): Row =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, value]))

describe('columns of several files together', () => {
  it('are 1,000, and each value of the others is kept and said', async () => {
    const workspace = await freshWorkspace()
    const files = [0, 400, 800, 1200, 0].map((from, n) =>
      batchesOf([event(n, wide(from, 400, `v${n}`))], `f${n}.ndjson`),
    )
    const report = await importBatches(planOf(), files, workspace)
    expect(columnsOf(workspace).filter((name) => /^k\d/.test(name))).toHaveLength(MAX_COLUMNS - 3)
    expect(columnsOf(workspace)).toContain(REST)
    expect(
      workspace.manifest.tables['log']!.columns.filter((column) => column.isRest === true).map((column) => column.name),
    ).toEqual([REST])
    expect(remarkOf(report)).toMatchObject({
      column: REST,
      count: 2,
      text: expect.stringMatching(/more than 1,000 columns.*_other_fields.*2 rows/) as string,
    })
    const values = await storedValues(workspace)
    for (const [n, from] of [0, 400, 800, 1200, 0].entries()) {
      for (let k = from; k < from + 400; k++) expect([n, k, values[n]!.get(`k${k}`)]).toEqual([n, k, `v${n}`])
    }
  })

  it('of one import after another go into the same rest, and a column of the table is filled wherever a file has it', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [event(0, wide(0, 900, 'a'))])
    await importRows(workspace, [event(1, wide(900, 900, 'b'))])
    const before = columnsOf(workspace)
    // k5 comes behind 1,500 columns that the table does not have.
    const late = { ...wide(5000, 1500, 'c'), k5: 'here', [REST]: 'a column of the file' }
    const report = await importRows(workspace, [event(2, late)])
    expect(columnsOf(workspace)).toEqual(before)
    expect(remarkOf(report)).toMatchObject({ column: REST, count: 1 })
    const [first, second, third] = await storedValues(workspace)
    expect([first!.get('k5'), second!.get('k1799'), third!.get('k5'), third!.get('k6499'), third!.get(REST)]).toEqual([
      'a',
      'b',
      'here',
      'c',
      'a column of the file',
    ])
  })

  it('says nothing and folds nothing where there are no more than 1,000', async () => {
    const workspace = await freshWorkspace()
    const report = await importRows(workspace, [event(0, wide(0, MAX_COLUMNS - 3, 'a'))])
    expect(remarkOf(report)).toBeUndefined()
    expect(columnsOf(workspace)).not.toContain(REST)
  })

  it('keep a row that comes twice one row', async () => {
    const workspace = await freshWorkspace()
    const rows = [event(0, { ...wide(0, 1500, 'a'), id: 'e1' }), event(1, { ...wide(200, 1500, 'b'), id: 'e2' })]
    const plan = planOf({ mapping: { user: 'user', event: 'event', time: 'time', id: 'id' } })
    await importRows(workspace, rows, plan)
    expect(await importRows(workspace, rows, plan)).toMatchObject({ rows: 0, duplicates: 2 })
  })

  it('lose no value, whatever readers have put aside before', () => {
    const name = fc.constantFrom(...Array.from({ length: 12 }, (_, n) => `c${n}`), REST)
    const cell = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt({ min: 2n ** 60n, max: 2n ** 63n }),
    )
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.uniqueArray(name),
            fc.option(fc.dictionary(fc.constantFrom('c1', 'x', 'y'), fc.string(), { minKeys: 1 })),
          ),
          { minLength: 1, maxLength: 5 },
        ),
        cell,
        (batches, value) => {
          const full = Array.from({ length: MAX_COLUMNS - 5 }, (_, n) => `own${n}`)
          const fold = new ColumnFold(full, null)
          for (const [names, aside] of batches) {
            const cells: Cell[][] = names.map(() => [value])
            const given = aside === null ? [] : ['aside']
            const batch = fold.fold({
              names: [...names, ...given],
              cells: [...cells, ...given.map(() => [JSON.stringify(aside)])],
              count: 1,
              lines: [1],
              rejects: [],
              bytesRead: 0,
              ...(aside === null ? {} : { rest: 'aside' }),
            })
            const rest =
              batch.rest === undefined ? null : (batch.cells[batch.names.indexOf(batch.rest)]!.at(0) as string | null)
            const found = Object.entries(
              JSON.parse((rest ?? '{}').replace(/(?<=:)(\d{17,})(?=[,}])/g, '"$1"')) as Record<string, unknown>,
            )
            const own = batch.names.filter((one) => one !== batch.rest)
            const inRest = names.filter((one) => !own.includes(one))
            if (value !== null) expect(found.length).toBe(inRest.length + Object.keys(aside ?? {}).length)
            for (const [key, text] of Object.entries(aside ?? {})) expect(found).toContainEqual([key, text])
            if (value !== null)
              for (const key of inRest)
                expect(found.some(([one, kept]) => one.startsWith(key) && String(kept) === String(value))).toBe(true)
          }
          expect(fold.own().size).toBeLessThanOrEqual(MAX_COLUMNS)
        },
      ),
    )
  })
})

function arrowBytes(columns: readonly (readonly [string, Data])[], rows: number): Uint8Array {
  const schema = new Schema(columns.map(([name, data]) => new Field(name, data.type, true)))
  const struct = makeData({ type: new Struct(schema.fields), length: rows, children: columns.map(([, data]) => data) })
  return tableToIPC(new Table([new RecordBatch(schema, struct)]), 'file')
}
const texts = (value: (row: number) => string | null, rows: number): Data =>
  vectorFromArray(
    Array.from({ length: rows }, (_, row) => value(row)),
    new Utf8(),
  ).data[0]!
const numbers = (value: number, rows: number): Data =>
  makeData({ type: new Float64(), length: rows, data: new Float64Array(rows).fill(value) })

describe('a wide Arrow file', () => {
  const rows = 3
  const members = Array.from({ length: 600 }, (_, n) => [`m${n}`, numbers(n, rows)] as const)
  const struct = makeData({
    type: new Struct(members.map(([name, data]) => new Field(name, data.type, true))),
    length: rows,
    children: members.map(([, data]) => data),
  })
  const bytes = arrowBytes(
    [
      ...Array.from(
        { length: 2000 },
        (_, n) =>
          [`c${n}`, n === 1500 ? numbers(Infinity, rows) : texts((row) => (row === 1 ? null : `v${n}`), rows)] as const,
      ),
      ['s', struct],
      ['same', texts(() => 'x', rows)],
      ['same', texts(() => 'y', rows)],
      ['at', texts((row) => `2024-01-0${row + 1}T00:00:00Z`, rows)],
    ],
    rows,
  )

  it('has 1,000 columns and one of JSON', async () => {
    const read = await readAll(arrow, bytes)
    expect([read.names.length, read.names[999], read.names.at(-1)]).toEqual([MAX_COLUMNS + 1, 'c999', REST])
    const [first, second] = read.rows.map((row) => JSON.parse(String(row.at(-1))) as Record<string, unknown>)
    expect(Object.keys(first!)).toHaveLength(1000 + 600 + 3)
    expect([first!['c1999'], first!['c1500'], first!['s.m599'], first!['same'], first!['same_2']]).toEqual([
      'v1999',
      'Infinity',
      599,
      'x',
      'y',
    ])
    expect(Object.keys(second!)).toHaveLength(1 + 600 + 3)
  })

  it('is imported with the time that stands behind all of them, and both inspection and report say what was done', async () => {
    const source = memorySource(bytes, [], 'wide.arrow')
    const found = await inspect(source, { mapping: { time: 'at' }, table: 'log' })
    expect(remarkOf(found)).toMatchObject({
      column: REST,
      count: 3,
      text: expect.stringMatching(/^The file has more than 1,000 columns.*_other_fields/) as string,
    })
    expect(found.columns).toHaveLength(MAX_COLUMNS + 1)
    const workspace = await freshWorkspace()
    const report = await ingest(planFrom(found, 'UTC'), [source], workspace)
    expect(report).toMatchObject({ rows: 3, rejected: 0 })
    expect(remarkOf(report)).toMatchObject({ column: REST, count: 3 })
    const [first] = await storedValues(workspace)
    expect([first!.get('c998'), first!.get('c999'), first!.get('s.m3'), first!.get('same_2')]).toEqual([
      'v998',
      'v999',
      3,
      'y',
    ])
  })
})

describe('a wide text file', () => {
  it('without a header has all of its fields', async () => {
    const row = (n: number): string => Array.from({ length: 6000 }, (_, index) => `${n}${index}`).join(',')
    const read = await readAll(csv, `${row(1)}\n${row(2)}\n`)
    expect(read.rejects).toEqual([])
    expect(Object.keys(JSON.parse(String(read.rows[1]!.at(-1))) as object)).toHaveLength(5000)
  })

  it('has a column of its own for each role, wherever it stands', async () => {
    const header = [...Array.from({ length: 20_000 }, (_, index) => `c${index}`), 'who', 'at']
    const text = [
      header,
      [...header.slice(0, -2).map(() => 'x'), 'u1', '2024-01-01'],
      [...header.slice(0, -2).map(() => 'y'), 'u2', '2024-01-02'],
    ].join('\n')
    const source = memorySource(text, [], 'wide.csv')
    const found = await inspect(source, { mapping: { user: 'who', time: 'at' }, table: 'log' })
    const workspace = await freshWorkspace()
    expect(await ingest(planFrom(found, 'UTC'), [source], workspace)).toMatchObject({ rows: 2, users: 2, rejected: 0 })
    expect((await storedValues(workspace))[1]!.get('c19999')).toBe('y')
  })

  it.each([
    ['ndjson', 6000],
    ['json', 6000],
  ] as const)('of %s with another key on each of %d lines keeps every value', async (format, count) => {
    const lines = Array.from({ length: count }, (_, n) =>
      JSON.stringify({ ...(n < 5000 ? {} : { user: `u${n % 7}` }), time: 1_700_000_000 + n, [`k${n}`]: n }),
    )
    const source = memorySource(
      format === 'json' ? `[${lines.join(',\n')}]` : lines.join('\n'),
      [100_000],
      `wide.${format}`,
    )
    const plan = {
      ...planFrom(
        await inspect(source, { mapping: { user: 'user', time: 'time' }, kind: 'events', table: 'log' }),
        'UTC',
      ),
      types: {},
    }
    const workspace = await freshWorkspace()
    const report = await ingest(plan, [source], workspace)
    expect(report).toMatchObject({ rows: count, rejected: 0, users: 7, rowsWithoutUser: 5000 })
    expect(columnsOf(workspace).length).toBeLessThan(MAX_COLUMNS + 10)
    expect(await keptOf(workspace)).toEqual(Array.from({ length: count }, (_, n) => n))
  })
})
