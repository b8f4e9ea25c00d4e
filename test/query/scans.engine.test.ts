import { afterAll, describe, expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { runPlan } from '../../src-renderer/host/runPlan'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import { importRows, makeWorkspace } from './smallLog'

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

const trends = analyses.find((one) => one.name === 'trends')!

function planOf(session: Session, given: Readonly<Record<string, ParameterValue>>): QueryPlan {
  return trends.plan(readParameters(trends.parameters, given), session.catalog(), null)
}

const rowsOf = async (session: Session, plan: QueryPlan): Promise<readonly unknown[]> =>
  readArrowResult((await runPlan(session, plan)).ipc).rows()

function bySql(plan: QueryPlan): QueryPlan {
  const { scan: _scan, ...rest } = plan
  return rest
}

const of = (measure: string, column: string | null = null, event: string | null = null): ParameterValue => [
  { name: 'A', event, measure, column },
]

const QUESTIONS: readonly Readonly<Record<string, ParameterValue>>[] = [
  {},
  { breakdown: ['plan'], breakdown_limit: 1 },
  { breakdown: ['plan', 'event'], interval: 'week' },
  { measures: of('users'), breakdown: ['plan'], interval: 'month' },
  { measures: of('sum', 'seats', 'open'), filter: [{ column: 'plan', op: '!=', value: 'free' }] },
  { measures: of('min', 'seats'), timezone: 'Asia/Kolkata', from: '2024-01-02' },
  { measures: of('per-user'), interval: 'hour' },
  { measures: of('avg', 'seats'), rolling: 2 },
  { measures: of('median', 'seats') },
  { measures: of('p90', 'seats'), breakdown: ['plan'] },
  { measures: of('users'), cumulative: true },
  { measures: of('users'), rolling: 2, breakdown: ['plan'] },
]

describe('what is counted of the files themselves', () => {
  it('is what the SQL says, and follows what is imported', async () => {
    const workspace = await makeWorkspace()
    const session = new Session(workspace, engine)
    for (const given of QUESTIONS) {
      const plan = planOf(session, given)
      expect(plan.scan, JSON.stringify(given)).toBeDefined()
      expect(await rowsOf(session, plan), JSON.stringify(given)).toEqual(await rowsOf(session, bySql(plan)))
    }
    const first = await runPlan(session, planOf(session, {}))
    expect(first.sql).toMatch(/^-- Lathe counts this in the files of log themselves \(ts\): /)
    expect(first.rowsRead).toBe(5)
    await importRows(workspace, 'more.csv', [['bob', 'pay', '2024-01-02T12:00:00Z', 'gold', '1']], { table: 'log' })
    for (const given of QUESTIONS) {
      const plan = planOf(session, given)
      expect(await rowsOf(session, plan), JSON.stringify(given)).toEqual(await rowsOf(session, bySql(plan)))
    }
    const plans = await rowsOf(session, planOf(session, { breakdown: ['plan'], interval: 'year' }))
    expect(plans).toContainEqual({ date: '2024-01-01', plan: 'gold', series: 'A', value: 1, complete: false })
  })

  it('needs none of the rows in the engine', async () => {
    const session = new Session(await makeWorkspace(), engine)
    const loads: number[] = []
    await runPlan(session, planOf(session, { breakdown: ['plan'] }), {
      onLoad: ({ totalBytes }) => loads.push(totalBytes),
    })
    expect(loads).toEqual([])
  })

  it('is left to the SQL where columns are not stored, rows are of several tables, or it is more than counting', async () => {
    const workspace = await makeWorkspace()
    const session = new Session(workspace, engine)
    const byUser = planOf(session, { breakdown: ['user_id'] })
    const answer = await runPlan(session, byUser)
    expect(answer.sql).not.toMatch(/^-- Lathe counts/)
    expect(readArrowResult(answer.ipc).rows()).toEqual(await rowsOf(session, bySql(byUser)))
    for (const given of [
      { measures: of('median', 'seats'), rolling: 2 },
      { measures: of('distinct', 'plan') },
      { breakdown: ['seats'] },
      { filter: [{ column: 'seats', op: '>', value: 2 }] },
      { interval: 'hour', from: '2024-01-02' },
    ])
      expect(planOf(session, given).scan, JSON.stringify(given)).toBeUndefined()
    await importRows(workspace, 'other.csv', [['bob', 'pay', '2024-01-02T12:00:00Z', 'gold', '1']], { table: 'other' })
    expect(planOf(session, {}).scan).toBeUndefined()
  })
})
