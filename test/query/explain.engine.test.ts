import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import { explainPlan, readExplained, type PlanStep } from '../../src-renderer/query/sql/explain'
import { importRows, makeWorkspace } from './smallLog'

const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
let session: Session
beforeAll(async () => {
  const workspace = await makeWorkspace()
  const kinds = ['a', 'b', 'c']
  await importRows(
    workspace,
    'things.csv',
    Array.from({ length: 90 }, (_, row) => [String(row), kinds[row % 3] ?? '']),
    { table: 'things', kind: 'table', mapping: {}, types: { id: 'integer', kind: 'string' } },
    ['id', 'kind'],
  )
  session = new Session(workspace, engine)
})
afterAll(() => {
  engine.close()
})
const steps = async (sql: string, withTimes: boolean): Promise<readonly PlanStep[]> =>
  readExplained(readArrowResult((await session.run(explainPlan(sql, withTimes))).ipc))

const SQL =
  '-- by kind\nSELECT t.kind, count(*) AS n FROM things t JOIN things u ON t.id = u.id WHERE u.id < 60 GROUP BY t.kind ORDER BY n'

describe('a plan', () => {
  it('has steps below one another, what they do, and how many rows are expected', async () => {
    const found = await steps(SQL, false)
    const join = found.find(({ name }) => name === 'Hash join')!
    const scans = found.filter(({ name }) => name === 'Seq scan')
    expect(found[0]!.depth).toBe(0)
    expect(scans.length).toBe(2)
    expect(scans.every(({ depth }) => depth > join.depth)).toBe(true)
    expect(scans.every(({ details }) => details.some((detail) => detail.startsWith('Table: ')))).toBe(true)
    expect(found.some(({ expectedRows }) => expectedRows !== null && expectedRows > 0)).toBe(true)
    expect(found.every(({ rows, ownMs }) => rows === null && ownMs === null)).toBe(true)
  })
  it('has the rows and the time of each step once it has run', async () => {
    const found = await steps(SQL, true)
    expect(found[0]!.rows).toBe(3)
    expect(found.find(({ name }) => name === 'Hash join')!.rows).toBe(60)
    expect(found.every(({ ownMs }) => ownMs !== null && ownMs >= 0)).toBe(true)
  })
  it('is refused where there is none', async () => {
    await expect(steps('SELECT nothing FROM things', false)).rejects.toThrow(/nothing/)
    const empty = readArrowResult((await session.run({ sql: 'SELECT 1 WHERE false' })).ipc)
    expect(() => readExplained(empty)).toThrow("The engine's plan cannot be read.")
  })
})
