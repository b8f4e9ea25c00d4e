import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { EMPTY_MODEL, type DataModel } from '../../src-renderer/model/dataModel'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import type { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, type Row } from '../ingest/importLog'
import { runs } from '../runs'

const HOUR = 3_600_000_000
const DAYS = 10
const EACH = 4
const engine = new Engine(nodeAssets())
let workspace: Workspace
const rows: Row[] = Array.from({ length: DAYS * EACH }, (_, i) => ({
  user: `u${i % 3}`,
  event: i % 2 === 0 ? 'open' : 'pay',
  time: i * 6 * HOUR,
  n: i,
}))
beforeAll(async () => {
  workspace = await freshWorkspace()
  await importRows(workspace, rows)
  await importRows(workspace, [{ user: 'u0', event: 'x', time: 0, n: 1 }], planOf({ table: 'other' }))
})
afterAll(() => {
  engine.close()
})

/** What a text answers in a session of its own, and which dates of the log were read for it. */
async function asked(
  sql: string,
  { model = EMPTY_MODEL, limitRows }: { model?: DataModel; limitRows?: number } = {},
): Promise<{ rows: readonly unknown[]; truncated: boolean; dates: readonly string[]; rowsRead: number }> {
  const read = new Set<string>()
  const store = {
    manifest: workspace.manifest,
    reload: () => Promise.resolve(),
    readPartition: (entry: Parameters<Workspace['readPartition']>[0]) => {
      if (entry.path.startsWith('tables/log/date=')) read.add(entry.date ?? '')
      return workspace.readPartition(entry)
    },
  }
  await engine.clear()
  const session = new Session(store, engine, () => Promise.resolve(model))
  const answer = await session.run({ sql }, limitRows === undefined ? {} : { limitRows })
  const table = readArrowResult(answer.ipc)
  return {
    rows: table.rows().map((row) => Object.values(row)),
    truncated: answer.truncated,
    dates: [...read].sort(),
    rowsRead: answer.rowsRead,
  }
}

describe('rows that come in no order', () => {
  it('are read from as few files as have them, whatever is computed of them', async () => {
    const cases: readonly (readonly [string, number, number])[] = [
      ['SELECT * FROM log LIMIT 3', 3, 1],
      ['FROM log LIMIT 5', 5, 2],
      ['SELECT user_id, n + 1 AS m FROM log LIMIT 4', 4, 1],
      ['SELECT n FROM log LIMIT 2 OFFSET 3', 2, 2],
      ['SELECT * FROM (SELECT n FROM log LIMIT 8) LIMIT 1', 1, 3],
      ['SELECT n FROM log LIMIT 100', 40, 10],
    ]
    for (const [sql, count, files] of cases) {
      const found = await asked(sql)
      expect([sql, found.rows.length, found.dates.length]).toEqual([sql, count, files])
    }
    const limited = await asked('SELECT n FROM log', { limitRows: 7 })
    expect([limited.truncated, limited.dates.length, limited.rowsRead]).toEqual([true, 2, 8])
    expect((await asked('SELECT n FROM log', { limitRows: 40 })).truncated).toBe(false)
  })

  it('are all read where the answer needs them', async () => {
    const twice = "SELECT a.n FROM (SELECT n FROM log LIMIT 2) a JOIN log b ON a.n <> b.n WHERE b.event = 'pay'"
    for (const sql of [
      'SELECT n FROM log ORDER BY n DESC LIMIT 1',
      "SELECT n FROM log WHERE event = 'pay' LIMIT 1",
      'SELECT count(*) AS n FROM log LIMIT 1',
      'SELECT DISTINCT event FROM log LIMIT 1',
      'SELECT n, row_number() OVER (ORDER BY n) AS r FROM log LIMIT 1',
      'SELECT n FROM log LIMIT 10%',
      'SELECT n FROM log LIMIT (SELECT 1)',
      twice,
    ])
      expect([sql, (await asked(sql)).dates.length]).toEqual([sql, DAYS])
    expect((await asked('SELECT n FROM log ORDER BY n DESC LIMIT 1')).rows).toEqual([[39]])
    const windowed = { name: 'place', table: 'log', type: 'integer', sql: 'count(*) OVER ()', about: '' } as const
    const model = { ...EMPTY_MODEL, columns: [windowed] }
    expect((await asked('SELECT place FROM model.log LIMIT 1', { model })).rows).toEqual([[40]])
    const spanned = "SELECT DISTINCT place FROM model.log WHERE ts >= '1970-01-09'"
    expect((await asked(spanned, { model })).rows).toEqual([[40]])
  })
})

describe('a condition on times', () => {
  const at = (hours: number): string => new Date((hours * HOUR) / 1000).toISOString().slice(0, 19).replace('T', ' ')

  it('leaves files out that have no row of them, and no row', async () => {
    const between = await asked(`SELECT n FROM log WHERE ts >= '${at(48)}' AND ts < '${at(72)}' ORDER BY n`)
    expect([between.rows.flat(), between.dates]).toEqual([[8, 9, 10, 11], ['1970-01-03']])
    const day = await asked("SELECT n FROM log WHERE ts::DATE = '1970-01-04' ORDER BY n")
    expect([day.rows.flat(), day.dates]).toEqual([[12, 13, 14, 15], ['1970-01-04']])
    const either = `SELECT n FROM log WHERE ts < '${at(6)}' OR n = 39 ORDER BY n`
    expect((await asked(either)).rows.flat()).toEqual([0, 39])
    const twice = `SELECT n FROM log WHERE ts < '${at(6)}' UNION ALL SELECT n FROM log WHERE ts >= '${at(234)}' ORDER BY n`
    expect((await asked(twice)).rows.flat()).toEqual([0, 39])
    expect((await asked(`SELECT count(*)::INTEGER AS n FROM log WHERE ts < now()`)).dates).toHaveLength(DAYS)
  })

  it('answers as it does over all files, whatever is combined', async () => {
    const operator = fc.constantFrom('>=', '>', '<', '<=', '=', '<>')
    const term = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(operator, fc.nat(240)).map(([sign, hour]) => `ts ${sign} '${at(hour)}'`) },
      fc.tuple(fc.nat(240), fc.nat(240)).map(([a, b]) => `ts BETWEEN '${at(a)}' AND '${at(b)}'`),
      fc.nat(9).map((day) => `ts::DATE >= '1970-01-${String(day + 1).padStart(2, '0')}'`),
      fc.nat(40).map((n) => `n <= ${n}`),
      fc.constantFrom("event = 'pay'", 'ts IS NOT NULL', "event <> ' AND ts>=''2000-01-01 00:00:00''::TIMESTAMP'"),
    )
    const where = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        term,
        fc.tuple(tie('node'), fc.constantFrom('AND', 'OR'), tie('node')).map(([a, joint, b]) => `(${a} ${joint} ${b})`),
        tie('node').map((one) => `NOT (${one})`),
      ),
    })).node
    const session = new Session(workspace, engine)
    await engine.clear()
    const all = async (condition: string): Promise<readonly unknown[]> =>
      readArrowResult(
        // Materialized first, so that no condition reaches the files.
        (
          await session.run({
            sql: `WITH every AS MATERIALIZED (FROM log) SELECT n FROM every WHERE ${condition} ORDER BY n`,
          })
        ).ipc,
      ).column('n')
    await fc.assert(
      fc.asyncProperty(where, where, async (one, other) => {
        const wanted = [await all(one), await all(other)].flat().map(Number)
        const sql = `SELECT n FROM log WHERE ${one} UNION ALL SELECT n FROM log WHERE ${other}`
        const single = await asked(`SELECT n FROM log WHERE ${one} ORDER BY n`)
        await engine.clear()
        expect(single.rows.flat().map(Number)).toEqual((await all(one)).map(Number))
        const found = (await asked(sql)).rows.flat().map(Number)
        await engine.clear()
        expect(found.sort((a, b) => a - b)).toEqual(wanted.sort((a, b) => a - b))
      }),
      { numRuns: runs(12) },
    )
  }, 120_000)
})
