import { afterAll, describe, expect, it } from 'vitest'
import { analyses, families } from '../../queries/index'
import { isShort } from '../runs'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { Session } from '../../src-renderer/query/session/session'
import { importRows, makeWorkspace, rowsOf } from './smallLog'

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

/** What analyses of content need in a log that has no column called like one of content. */
const OTHERS: Readonly<Record<string, Record<string, ParameterValue>>> = {
  'sequence-states': { steps: ['open', 'pay'] },
  'response-times': { thread: 'plan' },
  'time-in-status': { status: 'plan' },
  incrementality: { conversion: 'pay' },
  'dominant-value': { column: 'plan' },
  'age-curve': { view: 'open', place: 'seats' },
  ranking: { list: 'plan', content: 'seats', impression: 'open', click: 'pay', rank: 'seats' },
}
const OF_CONTENT: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>> = {
  'content-engagement': { content: 'plan', min_views: 0 },
  'creator-growth': { creator: 'plan', view: 'open' },
  viral: { content: 'plan', view: 'open', share: 'pay', min_views: 1 },
  'silent-reactions': { content: 'plan' },
  'share-chains': { share: 'open', child: 'event', parent: 'plan' },
  'share-generations': { share: 'open', child: 'event', parent: 'plan' },
  'share-uplift': { share: 'open', child: 'event', parent: 'plan', content: 'plan' },
}

/** The plan stands for the variant of an experiment. */
const OF_EXPERIMENTS: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>> = {
  experiment: { exposure: 'open', variant: 'plan', metric: 'pay' },
  'experiment-assignment': { exposure: 'open', variant: 'plan' },
  'experiment-novelty': { exposure: 'open', variant: 'plan', metric: 'pay' },
  'experiment-power': { metric: 'pay', baseline: 40 },
  'diff-in-diff': { metric: 'pay', group: 'plan' },
}

const EVENTS_AND_SEATS = [{ event: null }, { event: null, measure: 'sum', column: 'seats' }]

/** The seats stand for what an event brings. */
const OF_VALUE: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>> = {
  'value-retention': { value: 'seats' },
  scatter: { measures: EVENTS_AND_SEATS },
  quadrants: { measures: EVENTS_AND_SEATS },
}

/**
 * So small a log has no two definitions that differ, nothing that ten users did, and no window of an experiment that is
 * over.
 */
const MAY_BE_EMPTY: readonly string[] = [
  'definition-diff',
  'funnel-lift',
  'experiment',
  'experiment-novelty',
  'experiment-power',
  'diff-in-diff',
  'drivers',
]

describe('a session', () => {
  it('gives users their names, rows their file and line, and events their order', async () => {
    const session = new Session(await makeWorkspace(), engine)
    expect(
      await rowsOf(session, 'SELECT user_id, event, plan, seats, _file, _line FROM log ORDER BY ts, _line'),
    ).toEqual([
      { user_id: 'ann', event: 'open', plan: 'pro', seats: 3, _file: 'log.csv', _line: 2 },
      { user_id: 'bob', event: 'open', plan: 'free', seats: null, _file: 'log.csv', _line: 3 },
      { user_id: 'ann', event: 'pay', plan: 'pro', seats: 3, _file: 'log.csv', _line: 4 },
      { user_id: null, event: 'open', plan: null, seats: null, _file: 'log.csv', _line: 5 },
      { user_id: "o'neil", event: 'open', plan: "it's", seats: -1, _file: 'log.csv', _line: 6 },
    ])
    expect(await rowsOf(session, 'SELECT user_id FROM users ORDER BY user_key')).toEqual([
      { user_id: 'ann' },
      { user_id: 'bob' },
      { user_id: "o'neil" },
    ])
    expect(await rowsOf(session, 'SELECT date, events FROM log_user_days ORDER BY date, user_key')).toEqual([
      { date: '2024-01-01', events: 1 },
      { date: '2024-01-01', events: 1 },
      { date: '2024-01-02', events: 1 },
      { date: '2024-01-03', events: 1 },
    ])
    expect(await rowsOf(session, 'SELECT count(*)::INTEGER AS n FROM log_sessions')).toEqual([{ n: 4 }])
    expect(await rowsOf(session, 'SELECT * FROM log_rejects')).toEqual([])
  })

  it('loads only what a query names, and more when a later one needs it', async () => {
    const session = new Session(await makeWorkspace(), engine)
    const read: string[] = []
    const workspace = await makeWorkspace()
    const counting = new Session(
      {
        manifest: workspace.manifest,
        reload: () => workspace.reload(),
        readPartition: (entry) => {
          read.push(entry.path)
          return workspace.readPartition(entry)
        },
      },
      engine,
    )
    expect(
      await rowsOf(counting, 'SELECT count(*)::INTEGER AS n FROM log', { from: '2024-01-02', to: '2024-01-02' }),
    ).toEqual([{ n: 2 }])
    expect(read.filter((path) => path.includes('/log/date='))).toHaveLength(1)
    expect(await rowsOf(counting, "SELECT count(*)::INTEGER AS n FROM log WHERE plan = 'pro'")).toEqual([{ n: 2 }])
    expect(await rowsOf(session, "SELECT count(*)::INTEGER AS n FROM log WHERE event = 'nothing like it'")).toEqual([
      { n: 0 },
    ])
  })

  it('sees an append with new events, columns and users', async () => {
    const workspace = await makeWorkspace()
    const session = new Session(workspace, engine)
    expect(
      await rowsOf(session, 'SELECT event, count(*)::INTEGER AS n FROM log GROUP BY event ORDER BY event'),
    ).toEqual([
      { event: 'open', n: 4 },
      { event: 'pay', n: 1 },
    ])
    await importRows(
      workspace,
      'more.csv',
      [['cyd', 'again', '2024-01-01T09:00:00Z', 'red']],
      { table: 'log', types: { colour: 'string' } },
      ['user', 'event', 'time', 'colour'],
    )
    expect(
      await rowsOf(session, 'SELECT event, count(*)::INTEGER AS n FROM log GROUP BY event ORDER BY event'),
    ).toEqual([
      { event: 'again', n: 1 },
      { event: 'open', n: 4 },
      { event: 'pay', n: 1 },
    ])
    expect(await rowsOf(session, "SELECT user_id, colour, plan, _file FROM log WHERE event = 'again'")).toEqual([
      { user_id: 'cyd', colour: 'red', plan: null, _file: 'more.csv' },
    ])
  })

  it('widens a column over parts of different types', async () => {
    const workspace = await makeWorkspace()
    await importRows(workspace, 'b.csv', [['ann', 'open', '2024-01-05T10:00:00Z', 'pro', 'C12']], { table: 'log' })
    const session = new Session(workspace, engine)
    expect(await rowsOf(session, 'SELECT seats FROM log ORDER BY ts, _source')).toEqual([
      { seats: '3' },
      { seats: null },
      { seats: '3' },
      { seats: null },
      { seats: '-1' },
      { seats: 'C12' },
    ])
  })

  it('reads several event tables as one', async () => {
    const workspace = await makeWorkspace()
    await importRows(workspace, 'other.csv', [['ann', 'elsewhere', '2024-01-09T00:00:00Z', 'pro', '1']], {
      table: 'other',
    })
    const session = new Session(workspace, engine)
    expect(
      await rowsOf(
        session,
        'SELECT count(*)::INTEGER AS n, count(DISTINCT user_id)::INTEGER AS users, max(event) AS last FROM all_events',
      ),
    ).toEqual([{ n: 6, users: 3, last: 'pay' }])
  })

  it("cuts days in the query's zone", async () => {
    const session = new Session(await makeWorkspace(), engine)
    const days = async (timezone: string): Promise<unknown> =>
      readArrowResult(
        (await session.run({ sql: 'SELECT DISTINCT local_date(ts) AS d FROM log ORDER BY d', timezone })).ipc,
      ).column('d')
    expect(await days('Pacific/Kiritimati')).toEqual(['2024-01-02', '2024-01-03', '2024-01-04'])
    expect(await days('UTC')).toEqual(['2024-01-01', '2024-01-02', '2024-01-03'])
    expect(await days('America/New_York')).toEqual(['2024-01-01', '2024-01-02', '2024-01-03'])
  })

  it('comes back after the engine was ended, with everything loaded anew', async () => {
    const session = new Session(await makeWorkspace(), engine)
    expect(await rowsOf(session, 'SELECT count(*)::INTEGER AS n FROM log')).toEqual([{ n: 5 }])
    engine.close()
    expect(await rowsOf(session, 'SELECT count(*)::INTEGER AS n FROM log')).toEqual([{ n: 5 }])
  })

  // That the engine answers every analysis is held by test/queries/engine-agrees.
  it('runs an analysis of each family with its defaults', async () => {
    const session = new Session(await makeWorkspace(), engine)
    const first = families.flatMap(({ panels }) => panels.flatMap(({ tabs }) => tabs.slice(0, 1)))
    const tried = (isShort ? first : analyses).filter((one) => one.reads === 'events')
    // Spend is another table; what a launch or a feature did needs weeks.
    const isOther = ({ name }: Analysis): boolean =>
      ['attribution-roas', 'synthetic-control', 'matched-users'].includes(name)
    for (const analysis of tried.filter((one) => !isOther(one))) {
      const given: Record<string, ParameterValue> = analysis.name.startsWith('funnel')
        ? { steps: ['open', 'pay'] }
        : analysis.name.startsWith('attribution')
          ? { conversion: 'pay', channel: 'plan' }
          : analysis.name === 'incrementality'
            ? { conversion: 'pay' }
            : (OTHERS[analysis.name] ??
              OF_CONTENT[analysis.name] ??
              OF_EXPERIMENTS[analysis.name] ??
              OF_VALUE[analysis.name] ??
              {})
      const values = readParameters(analysis.parameters, given)
      const plan = analysis.plan(values, session.catalog(), null)
      const answer = readArrowResult((await session.run(plan)).ipc)
      const table = plan.finish === undefined ? answer : analysis.finish!(answer, plan.finish.values)
      expect(
        table.columns.map((column) => column.name),
        analysis.name,
      ).toEqual(analysis.columns.map((column) => column.name))
      if (!MAY_BE_EMPTY.includes(analysis.name)) expect(table.rowCount, analysis.name).toBeGreaterThan(0)
      expect(() => analysis.charts?.(table, values), analysis.name).not.toThrow()
    }
  })
})
