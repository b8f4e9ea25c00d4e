import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../queries/activity/active-users'
import { attribution } from '../../queries/attribution/attribution'
import { funnel } from '../../queries/funnel/funnel'
import { funnelLift } from '../../queries/funnel/funnel-lift'
import { funnelTimes } from '../../queries/funnel/funnel-times'
import { funnelTrend } from '../../queries/funnel/funnel-trend'
import { analyses } from '../../queries/index'
import { lifecycle } from '../../queries/activity/lifecycle'
import { retention } from '../../queries/retention/retention'
import { retentionSummary } from '../../queries/retention/retention-summary'
import { sessions } from '../../queries/sessions/sessions'
import { stickiness } from '../../queries/activity/stickiness'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { NativeDuckdb } from './nativeDuckdb'
import { randomEvents } from './randomLog'

/** A log may be called like a WITH query of an analysis (`touches`, `chosen`, `days` …): the answer must not change. */
const CASES: readonly (readonly [Analysis, Readonly<Record<string, ParameterValue>>])[] = [
  [activeUsers, {}],
  [activeUsers, { active_events: ['x'] }],
  [lifecycle, { unit: 'week' }],
  [stickiness, {}],
  [sessions, {}],
  [sessions, { gap_minutes: 45 }],
  [retention, {}],
  [retention, { clock: 'rolling', entry: 'recurring', start_event: 'x' }],
  [retentionSummary, {}],
  [funnelTrend, { steps: ['x', 'y'], breakdown: 'plan', breakdown_at: 'first-touch' }],
  [funnelTimes, { steps: [null, null], window: 'none' }],
  [funnelLift, { steps: ['x', 'y'], columns: ['plan'], least: 1 }],
  [
    funnel,
    {
      steps: ['x', { event: 'z', optional: true }, { event: 'y', first: true }],
      exclude: ['z'],
      exclusion_effect: 'cut',
    },
  ],
  [funnel, { steps: ['x', 'y'], breakdown: 'plan' }],
  [funnel, { steps: ['x', 'y'], order: 'any', exclude: ['z'] }],
  [funnel, { steps: ['x', 'y'], order: 'strict', per: 'session' }],
  [attribution, { conversion: 'x', channel: 'plan' }],
  [attribution, { conversion: 'x', channel: 'plan', lookback: 'none' }],
  ...(
    [
      ['active-users-slices', { dimensions: ['plan'], top: 1 }],
      ['power-users', {}],
      ['l7', { days_ago: 1 }],
      ['lifecycle-stages', {}],
      ['lifecycle-transitions', {}],
      ['anomalies', { metric: 'events' }],
      ['session-entries', {}],
      ['session-depth', {}],
      ['session-gaps', {}],
      ['session-completion', { view: 'x' }],
      ['session-pace', { view: 'x' }],
      ['engagement-health', { view: 'x' }],
      ['content-engagement', { content: 'plan', view: 'x', min_views: 0 }],
      ['creator-growth', { creator: 'plan', view: 'x' }],
      ['viral', { content: 'plan', view: 'x', share: 'y', min_views: 1 }],
      ['silent-reactions', { content: 'plan' }],
      ['share-chains', { share: 'x', child: 'event', parent: 'plan' }],
      ['share-uplift', { share: 'x', child: 'event', parent: 'plan', content: 'plan' }],
    ] as const
  ).map(([name, parameters]) => [analyses.find((one) => one.name === name)!, parameters] as const),
]

const events = fc
  .sample(randomEvents, { seed: 11, numRuns: 6 })
  .flatMap((log, index) =>
    log.map((event) => ({ ...event, user: event.user === null ? null : `${event.user}${index}` })),
  )

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

describe('a log that is called like a part of the SQL', () => {
  it.each(
    CASES.map(([analysis, parameters]) => [analysis.name, JSON.stringify(parameters), analysis, parameters] as const),
  )('gives %s %s the same answer', async (_name, _text, analysis, parameters) => {
    const load = (name: string) => db.load({ name, events, more: { plan: 'string' } })
    await load('log')
    const expected = await db.answer(analysis, parameters)
    expect(expected.length).toBeGreaterThan(0)
    const { sql } = analysis.plan(readParameters(analysis.parameters, parameters), db.catalog, null)
    const names = new Set(
      [...sql.matchAll(/(\w+) ?(?:\([^()]*\))? AS (?:NOT )?(?:MATERIALIZED )?\(/g)].map((match) => match[1]!),
    )
    expect(names.size).toBeGreaterThan(0)
    for (const name of names) {
      await load(name)
      expect(await db.answer(analysis, parameters), name).toEqual(expected)
    }
  })
})
