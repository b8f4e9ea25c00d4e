import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { remapTable } from '../../src-renderer/ingest/remapTable'
import { reshapeTable } from '../../src-renderer/ingest/reshapeTable'
import type { Workspace } from '../../src-renderer/store/workspace'
import { stepBetween, takeBack } from '../../src-renderer/store/takeBack'
import { importTexts } from './importCase'
import { rowsOf } from './importLog'

const DAYS = ['2024-01-01', '2024-01-02', '2024-03-05']
interface Row {
  readonly note: string | null
  readonly count: number | null
  readonly code: string | null
}
const csv = (rows: readonly Row[]): string =>
  `user,event,time,note,count,code\n${rows
    .map(
      ({ note, count, code }, row) =>
        `u${row % 3},e,${DAYS[row % 3]}T10:00:${String(row).padStart(2, '0')}Z,${note ?? ''},${count ?? ''},${code ?? ''}\n`,
    )
    .join('')}`
const stored = async (workspace: Workspace): Promise<readonly Record<string, unknown>[]> =>
  rowsOf(workspace, workspace.manifest.tables['events']!.partitions)
const schemaOf = (workspace: Workspace, name: string) =>
  workspace.manifest.tables['events']!.columns.find((column) => column.name === name)
const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : (value ?? null))

describe('a column', () => {
  it('gets another name and type, and every other value stays as it was; taken back, all is as before', async () => {
    const digits = fc.integer({ min: -1_000_000, max: 1_000_000 })
    const rowArbitrary = fc.record({
      note: fc.option(fc.stringMatching(/^[a-z]{1,5}$/), { nil: null }),
      count: fc.option(digits, { nil: null }),
      code: fc.option(digits.map(String), { nil: null }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(rowArbitrary, { minLength: 3, maxLength: 40 }), async (rows) => {
        // A word among the numbers makes the column text; without it, it could become one again.
        const odd = { note: 'a', count: 1, code: 'x1' }
        const { workspace } = await importTexts([['log.csv', csv([...rows, odd])]])
        const before = workspace.manifest
        const was = await stored(workspace)
        await expect(reshapeTable(workspace, 'events', [{ column: 'code', type: 'number' }])).rejects.toThrow(
          /“code” cannot become a number.*a value is no number \(“x1”\).*log\.csv/,
        )
        expect(workspace.manifest).toEqual(before)
        const report = await reshapeTable(workspace, 'events', [
          { column: 'note', name: 'Remark' },
          { column: 'count', name: 'n', type: 'text' },
        ])
        expect(report.columns).toEqual([
          { was: 'note', name: 'Remark', type: 'string' },
          { was: 'count', name: 'n', type: 'string' },
        ])
        const wanted = was.map(({ note, count, ...others }) => ({
          ...others,
          Remark: note,
          n: count === null || count === undefined ? null : String(plain(count)),
        }))
        const now = await stored(workspace)
        expect(now.map((row) => ({ ...row, n: row['n'] ?? null, Remark: row['Remark'] ?? null }))).toEqual(
          wanted.map((row) => ({ ...row, Remark: row.Remark ?? null })),
        )
        await reshapeTable(workspace, 'events', [{ column: 'n', type: 'number' }])
        expect(schemaOf(workspace, 'n')).toMatchObject({ type: 'integer', source: 'count' })
        expect((await stored(workspace)).map(({ n }) => plain(n))).toEqual(was.map(({ count }) => plain(count)))
        await takeBack(workspace, {
          before: { tables: before.tables, sources: before.sources, users: before.users },
          from: before.revision,
          revision: workspace.manifest.revision,
        })
        expect(await stored(workspace)).toEqual(was)
      }),
      { numRuns: 25 },
    )
  })

  it('becomes a time where all of its values are one; what is open is asked', async () => {
    const text = (times: readonly string[]): string =>
      `user,event,time,seen\n${times.map((time, row) => `u,e${row},2024-01-0${row + 1}T00:00:00Z,${time}\n`).join('')}`
    const { workspace } = await importTexts([['log.csv', text(['31.12.2023 10:00', 'x', ''])]])
    await expect(reshapeTable(workspace, 'events', [{ column: 'seen', type: 'time' }])).rejects.toThrow(
      /no time|not read/,
    )
    const order = await importTexts([['log.csv', text(['x', '01/02/2024', '03/04/2024'])]])
    await expect(reshapeTable(order.workspace, 'events', [{ column: 'seen', type: 'time' }])).rejects.toThrow(/seen/)
    const epochs = await importTexts([['log.csv', text(['1704067200', '', '1704067260'])]])
    const before = epochs.workspace.manifest
    await reshapeTable(epochs.workspace, 'events', [{ column: 'seen', type: 'time', name: 'seen at' }])
    expect(stepBetween(before, epochs.workspace.manifest)).not.toBeNull()
    const micros = (await stored(epochs.workspace)).map((row) => row['seen at'])
    expect(micros.map((value) => (value === null ? null : new Date(Number(value) / 1000).toISOString()))).toEqual([
      '2024-01-01T00:00:00.000Z',
      null,
      '2024-01-01T00:01:00.000Z',
    ])
    await expect(reshapeTable(epochs.workspace, 'events', [{ column: 'seen at', type: 'text' }])).rejects.toThrow(
      /kept as a timestamp, not as it was written.*log\.csv/,
    )
  })

  it('keeps its name when roles change, when files are read again, and when more rows come', async () => {
    const rows = [0, 1, 2].map((row): Row => ({ note: `n${row}`, count: row, code: 'x' }))
    const { workspace, found } = await importTexts([['log.csv', csv(rows)]])
    await reshapeTable(workspace, 'events', [{ column: 'note', name: 'remark' }])
    await remapTable(workspace, 'events', { ...found.mapping, session: 'code' })
    expect((await stored(workspace)).map(({ remark }) => remark)).toEqual(['n0', 'n1', 'n2'])
    await importTexts([['more.csv', csv(rows)]], {}, workspace)
    expect((await stored(workspace)).map(({ remark }) => remark).toSorted()).toEqual([
      'n0',
      'n0',
      'n1',
      'n1',
      'n2',
      'n2',
    ])
    expect(schemaOf(workspace, 'note')).toBeUndefined()
  })

  it('cannot have a name that is taken, nor a role column another one', async () => {
    const { workspace } = await importTexts([['log.csv', csv([{ note: 'a', count: 1, code: 'b' }])]])
    for (const name of ['Count', 'ts', 'USER_ID', '_source', ' '])
      await expect(reshapeTable(workspace, 'events', [{ column: 'note', name }]), name).rejects.toThrow(
        /cannot be called/,
      )
    await expect(reshapeTable(workspace, 'events', [{ column: 'event', name: 'x' }])).rejects.toThrow(
      /its role \(event\)/,
    )
    await expect(reshapeTable(workspace, 'events', [{ column: 'nothing', name: 'x' }])).rejects.toThrow(
      /no column “nothing”/,
    )
    // Two columns may change their names with each other.
    await reshapeTable(workspace, 'events', [
      { column: 'note', name: 'code' },
      { column: 'code', name: 'note' },
    ])
    expect((await stored(workspace)).map(({ note, code }) => [note, code])).toEqual([['b', 'a']])
  })
})
