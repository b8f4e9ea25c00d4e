import { afterAll, describe, expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { runPlan } from '../../src-renderer/host/runPlan'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import { importRows, makeWorkspace } from './smallLog'

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

const attribution = analyses.find((one) => one.name === 'attribution')!

function planOf(session: Session, given: Readonly<Record<string, string>> = {}): QueryPlan {
  const asked = { conversion: 'pay', channel: 'plan', ...given }
  return attribution.plan(readParameters(attribution.parameters, asked), session.catalog(), null)
}

const sessionList = analyses.find((one) => one.name === 'session-list')!

const rowsOf = async (session: Session, plan: QueryPlan): Promise<readonly unknown[]> =>
  readArrowResult((await runPlan(session, plan)).ipc).rows()

function bySql(plan: QueryPlan): QueryPlan {
  const { sequence: _kernel, ...rest } = plan
  return rest
}

describe('a plan with a kernel', () => {
  it('is answered by it as by its SQL, says so, and follows what is imported', async () => {
    const workspace = await makeWorkspace()
    const session = new Session(workspace, engine)
    const first = planOf(session, { model: 'linear' })
    const answer = await runPlan(session, first)
    expect(readArrowResult(answer.ipc).rows()).toEqual([
      { channel: 'pro', model: 'linear', conversions: 1, value: 0 },
      { channel: '(none)', model: 'linear', conversions: 0, value: 0 },
    ])
    expect(answer.sql).toMatch(/^-- Lathe computes this in one pass/)
    expect(answer.shellSql).toContain('TRY_CAST(user_key AS INTEGER)')
    expect(answer.rowsRead).toBe(5)
    const plain = await runPlan(session, bySql(first))
    expect(plain.sql).toBe(first.sql)
    expect(readArrowResult(plain.ipc).rows()).toEqual(readArrowResult(answer.ipc).rows())
    await importRows(workspace, 'more.csv', [['bob', 'pay', '2024-01-02T12:00:00Z', 'pro', '1']], { table: 'log' })
    const later = planOf(session)
    const rows = await rowsOf(session, later)
    expect(rows).toEqual(await rowsOf(session, bySql(later)))
    expect(rows).toContainEqual({ channel: 'free', model: 'linear', conversions: 1, value: 0 })
  })

  it('reads a timeline once, however the lookback moves', async () => {
    const session = new Session(await makeWorkspace(), engine)
    for (const lookback of ['1 day', '23 hours', '1 second', 'none', '6 days']) {
      const plan = planOf(session, { lookback })
      expect(await rowsOf(session, plan), lookback).toEqual(await rowsOf(session, bySql(plan)))
    }
    engine.close()
    const loads: number[] = []
    const moved = planOf(session, { lookback: '5 days' })
    await runPlan(session, moved, { onLoad: ({ loadedBytes }) => loads.push(loadedBytes) })
    expect(loads, 'nothing is loaded for a question that the timeline answers').toEqual([])
  })

  it('looks up what single events hold', async () => {
    const session = new Session(await makeWorkspace(), engine)
    for (const given of [{}, { limit: 1 }, { gap_minutes: 1, limit: 2 }]) {
      const plan = sessionList.plan(readParameters(sessionList.parameters, given), session.catalog(), null)
      const rows = await rowsOf(session, plan)
      expect(rows.length).toBeGreaterThan(0)
      expect(rows).toEqual(await rowsOf(session, bySql(plan)))
    }
  })

  it('stops when it is cancelled', async () => {
    const session = new Session(await makeWorkspace(), engine)
    const plan = planOf(session)
    await runPlan(session, plan)
    const cancel = new AbortController()
    const running = runPlan(session, plan, { signal: cancel.signal })
    cancel.abort()
    await expect(running).rejects.toThrow('Cancelled')
  })
})
