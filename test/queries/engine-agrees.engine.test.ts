import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../queries/activity/active-users'
import { lifecycle } from '../../queries/activity/lifecycle'
import { retention } from '../../queries/retention/retention'
import { retentionSummary } from '../../queries/retention/retention-summary'
import { sessions } from '../../queries/sessions/sessions'
import { stickiness } from '../../queries/activity/stickiness'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { expectCloseRows } from './closeRows'
import { NativeDuckdb } from './nativeDuckdb'
import { randomEvents } from './randomLog'

/** The proofs of the analyses run on native DuckDB; this holds DuckDB-WASM, which the app runs, to the same answers. */
const CASES: readonly (readonly [Analysis, Readonly<Record<string, ParameterValue>>])[] = [
  [activeUsers, {}],
  [activeUsers, { active_events: ['x'], timezone: 'Australia/Lord_Howe' }],
  [activeUsers, { from: '2024-03-20', to: '2024-03-25', include_test: true }],
  [lifecycle, {}],
  [lifecycle, { unit: 'week', timezone: 'UTC' }],
  [lifecycle, { unit: 'month', active_events: ['x', 'y'] }],
  [stickiness, {}],
  [stickiness, { unit: 'week', period: 5 }],
  [sessions, {}],
  [sessions, { gap_minutes: 45 }],
  [sessions, { filter: [{ column: 'plan', op: '=', value: 'pro' }] }],
  ...(['on', 'on-or-after', 'on-or-before'] as const).flatMap((criterion) =>
    (['calendar', 'rolling'] as const).flatMap((clock) =>
      (['first-ever', 'first-matching', 'recurring'] as const).map(
        (entry, index) =>
          [
            retention,
            {
              criterion,
              clock,
              entry,
              unit: (['day', 'week', 'month'] as const)[index]!,
              ...(index === 1 ? {} : { start_event: 'x' }),
            },
          ] as const,
      ),
    ),
  ),
  [retention, {}],
  [retention, { filter: [{ column: 'plan', op: '=', value: 'pro' }], return_event: 'y' }],
  [retentionSummary, {}],
  [retentionSummary, { clock: 'rolling', unit: 'week' }],
  [retention, { criterion: 'streak', denominator: 'previous' }],
  [retention, { clock: 'rolling', denominator: 'previous', unit: 'week', week_start: 'sunday' }],
]

const engine = new Engine(nodeAssets())
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
  const events = fc
    .sample(randomEvents, { seed: 7, numRuns: 30 })
    .flatMap((log, index) =>
      log.map((event) => ({ ...event, user: event.user === null ? null : `${event.user}${index}` })),
    )
  await db.load({ name: 'log', events, more: { plan: 'string' } }, { timezone: 'America/New_York' })
  await engine.execute(db.statements)
})
afterAll(() => {
  engine.close()
  db.close()
})

describe('DuckDB-WASM', () => {
  it.each(
    CASES.map(([analysis, parameters]) => [analysis.name, JSON.stringify(parameters), analysis, parameters] as const),
  )('answers %s %s as native DuckDB does', async (_name, _text, analysis, parameters) => {
    const plan = analysis.plan(readParameters(analysis.parameters, parameters), db.catalog, null)
    const defined = db.statements.length
    const expected = await db.run(plan)
    await engine.execute(db.statements.slice(defined))
    const table = readArrowResult((await engine.query(plan.sql)).ipc)
    expect(expected.length).toBeGreaterThan(2)
    expectCloseRows(table.rows(), expected)
    expect(table.columns.map((column) => column.name)).toEqual(analysis.columns.map((column) => column.name))
    if (analysis.charts !== undefined)
      expect(analysis.charts(table, readParameters(analysis.parameters, parameters)).length).toBeGreaterThan(0)
  })
})
