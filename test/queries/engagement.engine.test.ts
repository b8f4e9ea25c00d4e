import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../queries/index'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { expectCloseRows } from './closeRows'
import { CONTENT_TYPES, contentEvents } from './content/content-engagement/contentLog'
import { NativeDuckdb } from './nativeDuckdb'
import { shareLog } from './content/share-chains/shareLog'

/** The proofs of activity, sessions and content run on native DuckDB; this holds DuckDB-WASM, which the app runs, to the same answers. */
const CASES: readonly (readonly [string, Readonly<Record<string, ParameterValue>>])[] = [
  ['active-users-slices', {}],
  ['active-users-slices', { unit: 'week', top: 2, timezone: 'UTC' }],
  ['stickiness', { count: 'at-least' }],
  ['power-users', {}],
  ['l7', { days_ago: 2 }],
  ['lifecycle-stages', {}],
  ['lifecycle-transitions', { to: '2024-03-20' }],
  ['anomalies', { least_weeks: 1 }],
  ['anomalies', { metric: 'events' }],
  ['sessions', { cut_midnight: true, cut_day: true, gap_minutes: 600 }],
  ['session-entries', {}],
  ['session-entries', { by: 'post_id' }],
  ['session-depth', { most: 4 }],
  ['session-gaps', {}],
  ['session-completion', { gap_minutes: 600, least: 2 }],
  ['session-pace', { gap_minutes: 600 }],
  ['engagement-health', { gap_minutes: 600 }],
  ['content-engagement', { min_views: 0 }],
  ['content-rolling', {}],
  ['creator-growth', {}],
  ['viral', { min_views: 1 }],
  ['silent-reactions', {}],
  ['share-chains', {}],
  ['share-generations', {}],
  ['share-uplift', {}],
]

const engine = new Engine(nodeAssets())
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
  const logs = [
    ...fc.sample(contentEvents, { seed: 5, numRuns: 12 }),
    ...fc.sample(shareLog, { seed: 5, numRuns: 8 }).map((log) => log.events),
  ]
  const events = logs.flatMap((log, index) =>
    log.map((event) => ({ ...event, user: event.user === null ? null : `${event.user}${index}` })),
  )
  await db.load(
    { name: 'log', events, more: { ...CONTENT_TYPES, new_post_id: 'string' } },
    { timezone: 'America/New_York' },
  )
  await engine.execute(db.statements)
})
afterAll(() => {
  engine.close()
  db.close()
})

describe('DuckDB-WASM', () => {
  it.each(CASES.map(([name, parameters]) => [name, JSON.stringify(parameters), parameters] as const))(
    'answers %s %s as native DuckDB does',
    async (name, _text, parameters) => {
      const analysis = analyses.find((one) => one.name === name)!
      const values = readParameters(analysis.parameters, parameters)
      const plan = analysis.plan(values, db.catalog, null)
      const defined = db.statements.length
      const expected = await db.run(plan)
      await engine.execute(db.statements.slice(defined))
      const answer = readArrowResult((await engine.query(plan.sql)).ipc)
      expect(expected.length).toBeGreaterThan(0)
      expectCloseRows(answer.rows(), expected)
      const table = plan.finish === undefined ? answer : analysis.finish!(answer, values)
      expect(table.rowCount).toBeGreaterThan(0)
      expect(table.columns.map((column) => column.name)).toEqual(analysis.columns.map((column) => column.name))
      const charts = analysis.charts!(table, values)
      expect(charts.length).toBeGreaterThan(0)
      for (const chart of charts) expect(JSON.stringify(chart)).not.toMatch(/NaN|undefined/)
      if (analysis.kpis !== undefined)
        expect(JSON.stringify(analysis.kpis(table, values, null))).not.toMatch(/NaN|undefined/)
    },
  )
})
