import { afterAll, describe, expect, it, vi } from 'vitest'
import { analyses } from '../../queries/index'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { runPlan } from '../../src-renderer/host/runPlan'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { sorted, takenBy } from '../queries/case'
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

const rowsOf = async (session: Session, plan: QueryPlan): Promise<readonly object[]> =>
  readArrowResult((await runPlan(session, plan)).ipc).rows()

function bySql(plan: QueryPlan): QueryPlan {
  const { sequence: _kernel, ...rest } = plan
  return rest
}

/** 240 events of nine users in four days, two of them test users, with session ids, items and ranks. */
async function visitsWorkspace(): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'America/New_York', weekStart: 1 })
  const events = ['open', 'impression', 'click', 'pay']
  const rows = Array.from({ length: 240 }, (_, n) => [
    n % 23 === 0 ? null : `user ${(n * n) % 9}`,
    events[(n * 7 + (n % 5)) % 4]!,
    new Date(Date.UTC(2024, 2, 9) + ((n * 7919) % 345_600) * 1000).toISOString(),
    n % 11 === 0 ? null : `visit ${(n * 13) % 31}`,
    n % 7 === 0 ? null : `item ${n % 6}`,
    String((n % 4) + 1),
    n % 9 === 2 ? 'true' : 'false',
  ])
  const mapping = { user: 'user', event: 'event', time: 'time', session: 'visit', isTest: 'robot' }
  const types = { item: 'string', rank: 'integer' } as const
  await importRows(workspace, 'visits.csv', rows, { table: 'visits', mapping, types }, VISIT_NAMES)
  return workspace
}

const VISIT_NAMES = ['user', 'event', 'time', 'visit', 'item', 'rank', 'robot']

/** What is asked of each analysis: dates, zones, and users who are left out. */
const SCOPES = [
  {},
  { include_test: true },
  { from: '2024-03-10', to: '2024-03-11' },
  { segment: '{"did":"pay"}', timezone: 'Asia/Kathmandu' },
  { sample: 0.5, filter: [{ column: 'item', op: 'is not null' }], include_test: true },
]

const VISIT_QUESTIONS: readonly (readonly [string, Readonly<Record<string, ParameterValue>>])[] = [
  ['sessions', {}],
  ['sessions', { gap_minutes: 30, cut_midnight: true }],
  ['active-users', {}],
  ['retention', { start_event: 'open', return_event: 'pay' }],
  ['session-entries', {}],
  ['ranking', { content: 'item' }],
  ['dominant-value', { column: 'item', days: 2 }],
  ['funnel', { steps: ['open', 'pay'] }],
]

describe('a plan whose events are read from their files', () => {
  it.each(VISIT_QUESTIONS)('is answered as its SQL is: %s %o', async (name, given) => {
    const workspace = await visitsWorkspace()
    const analysis = analyses.find((one) => one.name === name)!
    let rowCount = 0
    for (const scope of SCOPES) {
      const session = new Session(workspace, engine)
      const inserted = vi.spyOn(engine, 'insert').mockClear()
      const values = readParameters(analysis.parameters, takenBy(analysis, { ...given, ...scope }))
      const plan = analysis.plan(values, session.catalog(), null)
      const { sequence } = plan
      // What is derived of events knows the workspace's zone alone, and no filter.
      if (!('timezone' in scope || 'filter' in scope)) expect(sequence?.stored).toBeDefined()
      await session.timeline(plan, sequence!)
      const loaded = inserted.mock.calls.map(([table]) => table)
      if (sequence?.stored !== undefined && !('segment' in scope))
        expect(loaded.filter((table) => table.startsWith('visits'))).toEqual([])
      const rows = sorted(await rowsOf(session, plan))
      rowCount += rows.length
      await session.end()
      expect(rows, JSON.stringify(scope)).toEqual(sorted(await rowsOf(new Session(workspace, engine), bySql(plan))))
    }
    expect(rowCount).toBeGreaterThan(0)
  })
})

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
