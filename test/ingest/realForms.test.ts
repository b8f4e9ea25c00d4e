import { beforeAll, describe, expect, it } from 'vitest'
import { useParquetFile } from '../../src-renderer/host/terminal/parquetFile'
import type { InspectOptions } from '../../src-renderer/ingest/contract'
import { importCase } from './importCase'
import { rowsOf } from './importLog'

beforeAll(() => {
  useParquetFile()
})

describe('files as they are in the wild', () => {
  it('NULL of a database export is nobody, and no amount (dbeaver#4755)', async () => {
    const { report, users, workspace } = await importCase(['016-null-markers-user/e.csv'], {
      mapping: { value: 'amount' },
      completeMapping: true,
    })
    expect(report).toMatchObject({ rows: 5, users: 2, rowsWithoutUser: 2 })
    expect(users).toEqual(['7', '8'])
    expect(
      (await rowsOf(workspace, workspace.manifest.tables['events']!.partitions)).map(({ value }) => value),
    ).toEqual([null, null, null, 12.5, null])
    expect(report.remarks).toMatchObject([
      { kind: 'null-words', column: 'user_id', count: 2 },
      { kind: 'null-words', column: 'amount', count: 4 },
    ])
  })

  it.each([[['a', 'b']], [['b', 'a']]])(
    'ids that pandas made floats are whole numbers, in any order of files (pandas#20717): %j',
    async (order) => {
      const { report, users } = await importCase(order.map((name) => `019-pandas-float-ids/${name}.csv`))
      expect(report).toMatchObject({ rows: 5, users: 2, rowsWithoutUser: 1 })
      expect(users).toEqual(['123', '124'])
      expect(report.remarks).toMatchObject([{ kind: 'whole-numbers', column: 'user_id', count: 2 }])
    },
  )

  it('Windows-1252 keeps its letters, and the guess is said (dbeaver#13346)', async () => {
    const { found, report, users, workspace } = await importCase(['031-latin1/e.csv'])
    expect(users).toEqual(['Jürgen', 'Zoë'])
    expect(
      (await rowsOf(workspace, workspace.manifest.tables['events']!.partitions)).map(({ stadt, preis }) => [
        stadt,
        preis,
      ]),
    ).toEqual([
      ['München', 5],
      ['Köln', 6],
    ])
    expect(report.remarks).toMatchObject([{ kind: 'encoding', text: 'e.csv was read as windows-1252.' }])
    expect(found.remarks.map(({ text }) => text)).toContain('preis: read as numbers, decimal point, €.')
  })

  it('“Unicode Text” of Excel is UTF-16', async () => {
    const { report, users } = await importCase(['033-utf16-tsv/e.txt'])
    expect([report.rows, report.rejected, users]).toEqual([2, 0, ['Jürgen', 'Zoë']])
  })

  it('UUIDs of Parquet are UUIDs in text, and users stay apart (pg_parquet#133)', async () => {
    const { report, users } = await importCase(['161-parquet-uuid-user/e.parquet'])
    expect(report).toMatchObject({ rows: 6, users: 3 })
    expect([...users].sort()).toEqual([
      '00000000-0000-4000-8000-0000000000a0',
      '00000000-0000-4000-8000-0000000000b1',
      'ffffffff-0000-4000-8000-0000000000c2',
    ])
  })

  it('a column “test” that is the treated group leaves nobody out', async () => {
    const { found, report, workspace } = await importCase(['212-column-test-is-a-group/ab.csv'])
    expect(report).toMatchObject({ rows: 40, users: 40 })
    expect([found.mapping.test, workspace.manifest.users?.testUsers]).toEqual([undefined, 0])
    expect(found.remarks).toMatchObject([{ kind: 'not-test', column: 'test' }])
  })

  it('a given user does not switch off the event id: reading twice changes nothing (PostHog#17415)', async () => {
    const options: InspectOptions = { mapping: { user: 'distinct_id' }, completeMapping: true }
    const first = await importCase(['232-map-drops-id/posthog.csv'], options)
    expect([first.found.mapping.id, first.report.rows]).toEqual(['uuid', 8])
    const second = await importCase(['232-map-drops-id/posthog.csv'], options, first.workspace)
    expect(second.report).toMatchObject({ rows: 0, duplicates: 8 })
  })
})
