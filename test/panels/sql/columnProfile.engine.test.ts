import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Engine } from '../../../src-renderer/engine/engine'
import { nodeAssets } from '../../../src-renderer/engine/nodeAssets'
import type { RunAnswer, Workbench } from '../../../src-renderer/host/workbench'
import { columnProfilePlan, readColumnProfile } from '../../../src-renderer/panels/sql/columnProfile'
import { sqlFunctionsOf } from '../../../src-renderer/panels/sql/sqlFunctions'
import { sqlTables } from '../../../src-renderer/panels/sql/sqlSchema'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readArrowResult } from '../../../src-renderer/query/session/arrowResult'
import { Session } from '../../../src-renderer/query/session/session'
import { importRows, makeWorkspace } from '../../query/smallLog'

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
let session: Session
const ask = async (plan: QueryPlan): Promise<ResultTable> => readArrowResult((await session.run(plan)).ipc)

/** Rows of a number, a fraction, a day and a word; '' where there is nothing. */
const ROWS: readonly (readonly string[])[] = fc.sample(
  fc.array(
    fc.tuple(
      fc.option(fc.integer({ min: -20, max: 300 }).map(String), { nil: '' }),
      fc.option(
        fc.integer({ min: -99, max: 99 }).map((value) => (value + 0.25).toFixed(2)),
        { nil: '' },
      ),
      fc.option(
        fc.integer({ min: 0, max: 90 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
        { nil: '' },
      ),
      fc.option(fc.constantFrom('ant', 'bee', "c'at", 'dog', 'eel', 'fox', 'gnu'), { nil: '' }),
      fc.constant('7'),
    ),
    { minLength: 60, maxLength: 200 },
  ),
  { numRuns: 1, seed: 11 },
)[0]!

beforeAll(async () => {
  const workspace = await makeWorkspace()
  const types = { number: 'integer', fraction: 'double', day: 'date', word: 'string', same: 'integer' } as const
  await importRows(
    workspace,
    'things.csv',
    ROWS.map((row) => row.map((cell) => (cell === '' ? null : cell))),
    { table: 'my things', kind: 'table', mapping: {}, types },
    Object.keys(types),
  )
  session = new Session(workspace, engine)
})
afterAll(() => {
  engine.close()
})

async function profile(name: string) {
  const table = sqlTables(session.catalog()).find((one) => one.name === 'my things')!
  const column = table.columns.find((one) => one.name === name)!
  return readColumnProfile(await ask(columnProfilePlan(table, column)), column)
}
const cells = (at: number): readonly string[] => ROWS.map((row) => row[at]!).filter((cell) => cell !== '')

describe("a column's profile", () => {
  it.each([
    ['number', 0, Number],
    ['fraction', 1, Number],
    ['day', 2, (text: string) => Date.parse(text)],
  ] as const)('counts %s as somebody would by hand', async (name, at, place) => {
    const found = await profile(name)
    const places = cells(at).map(place)
    const [low, high] = [Math.min(...places), Math.max(...places)]
    const bars = Array.from({ length: 20 }, () => 0)
    for (const one of places) bars[Math.min(19, Math.floor(((one - low) / (high - low)) * 20))]!++
    expect([found.rows, found.filled, found.different]).toEqual([ROWS.length, places.length, new Set(places).size])
    expect(found.bars.map(({ rows }) => rows)).toEqual(bars)
    const text = (value: number): string =>
      name === 'day' ? new Date(value).toISOString().slice(0, 10) : String(value).replace('-', '−')
    expect([found.least, found.most]).toEqual([text(low), text(high)])
  })

  it('lists the most frequent words', async () => {
    const counts = new Map<string, number>()
    for (const word of cells(3)) counts.set(word, (counts.get(word) ?? 0) + 1)
    const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 5)
    expect(await profile('word')).toMatchObject({
      kind: 'values',
      filled: cells(3).length,
      different: counts.size,
      bars: ranked.map(([label, rows]) => ({ label, rows })),
    })
  })

  it('has one bar where all values are the same', async () => {
    const { bars, least, most } = await profile('same')
    expect([bars[0]?.rows, bars.slice(1).every(({ rows }) => rows === 0), least, most]).toEqual([
      ROWS.length,
      true,
      '7',
      '7',
    ])
  })
})

describe("the engine's functions", () => {
  it('are known with their signatures, the workspace’s own macros too', async () => {
    const workbench = {
      run: async (plan: QueryPlan) => ({ table: await ask(plan) }) as RunAnswer,
    } as unknown as Workbench
    const functions = await sqlFunctionsOf(workbench)
    const named = (name: string) => functions.filter((one) => one.name === name)
    expect(named('date_trunc')).toMatchObject([{ kind: 'scalar', signatures: ['date_trunc(part, timestamp)'] }])
    expect(named('median')).toMatchObject([{ kind: 'aggregate' }])
    expect(named('local_date')).toMatchObject([{ kind: 'macro', signatures: ['local_date(ts)'] }])
    expect(named('range').map(({ kind }) => kind)).toEqual(['scalar', 'table'])
    expect(named('row_number')).toMatchObject([{ kind: 'window' }])
    expect(functions.filter(({ name }) => name.startsWith('read_') || name.startsWith('pg_'))).toEqual([])
    expect(await sqlFunctionsOf(workbench)).toBe(functions)
  })
})
