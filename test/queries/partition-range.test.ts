import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { activeUsers } from '../../queries/activity/active-users'
import { activeUsersSlices } from '../../queries/activity/active-users-slices'
import { anomalies } from '../../queries/activity/anomalies'
import { contentRolling } from '../../queries/content/content-rolling'
import { creatorGrowth } from '../../queries/content/creator-growth'
import { l7 } from '../../queries/activity/l7'
import { lifecycle } from '../../queries/activity/lifecycle'
import { lifecycleStages } from '../../queries/activity/lifecycle-stages'
import { lifecycleTransitions } from '../../queries/activity/lifecycle-transitions'
import { powerUsers } from '../../queries/activity/power-users'
import { retention } from '../../queries/retention/retention'
import { sessions } from '../../queries/sessions/sessions'
import { silentReactions } from '../../queries/content/silent-reactions'
import { stickiness } from '../../queries/activity/stickiness'
import { viral } from '../../queries/content/viral'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { NativeDuckdb } from './nativeDuckdb'
import { randomLog, randomScope } from './randomLog'
import { retentionChoices, retentionParameters } from './retention/retention/choices'
import { runs } from '../runs'

vi.setConfig({ testTimeout: 120_000 })

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Answers once with all partitions, and once with those alone that the plan asks for, as the engine attaches them. */
async function expectRangeSuffices(
  analysis: Analysis,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<void> {
  const plan = analysis.plan(readParameters(analysis.parameters, parameters), db.catalog, null)
  const whole = await db.run(plan)
  await db.setZone(db.catalog.timezone)
  for (const [table, date] of [
    ['log', 'local_date(ts)'],
    ['log_user_days', 'date'],
    ['log_sessions', 'local_date(start_ts)'],
  ]) {
    if (plan.range?.from) await db.execute(`DELETE FROM ${table} WHERE ${date} < DATE '${plan.range.from}'`)
    if (plan.range?.to) await db.execute(`DELETE FROM ${table} WHERE ${date} > DATE '${plan.range.to}'`)
  }
  expect(await db.run(plan)).toEqual(whole)
}

/** The scopes here have a first date, which power users do not ask for. */
const DATED_POWER_USERS: Analysis = {
  ...powerUsers,
  parameters: activeUsersSlices.parameters.filter((spec) => spec.name === 'from').concat(powerUsers.parameters),
  plan: (values, catalog, source) => powerUsers.plan({ ...values, from: null }, catalog, source),
}

describe('the dates that a plan asks for', () => {
  it.each([
    ['active users', activeUsers, fc.constant({})],
    ['lifecycle', lifecycle, fc.record({ unit: fc.constantFrom('day', 'week', 'month') })],
    [
      'stickiness',
      stickiness,
      fc.record({ unit: fc.constantFrom('day', 'week', 'month'), period: fc.constantFrom(null, 1, 5, 20) }),
    ],
    ['sessions', sessions, fc.record({ gap_minutes: fc.constantFrom(null, 600) })],
    [
      'slices',
      activeUsersSlices,
      fc.record({ unit: fc.constantFrom('day', 'week', 'month'), dimensions: fc.constantFrom([], ['plan']) }),
    ],
    ['power users', DATED_POWER_USERS, fc.record({ window_days: fc.constantFrom(2, 9) })],
    ['L7', l7, fc.record({ days_ago: fc.constantFrom(1, 7) })],
    ['lifecycle stages', lifecycleStages, fc.constant({})],
    ['stage transitions', lifecycleTransitions, fc.constant({})],
    [
      'anomalies',
      anomalies,
      fc.record({
        metric: fc.constantFrom('users', 'events'),
        weeks: fc.constantFrom(1, 3),
        least_weeks: fc.constant(1),
      }),
    ],
    [
      'rolling windows',
      contentRolling,
      fc.record({
        view: fc.constant('x'),
        like: fc.constant('y'),
        window_hours: fc.constantFrom(24, 72),
        step_hours: fc.constantFrom(6, 24),
      }),
    ],
    [
      'creators',
      creatorGrowth,
      fc.record({
        creator: fc.constant('plan'),
        view: fc.constant('x'),
        unit: fc.constantFrom('day', 'week', 'month'),
      }),
    ],
    [
      'silent reactions',
      silentReactions,
      fc.record({ content: fc.constant('plan'), like: fc.constant('x'), comment: fc.constant('y') }),
    ],
    [
      'viral content',
      viral,
      fc.record({
        content: fc.constant('plan'),
        view: fc.constant('x'),
        share: fc.constant('y'),
        min_views: fc.constant(1),
      }),
    ],
  ] as const)(
    'hold all that %s need',
    async (_name, analysis, choices: fc.Arbitrary<Readonly<Record<string, ParameterValue>>>) => {
      await fc.assert(
        fc.asyncProperty(randomLog, randomScope, choices, async (log, scope, chosen) => {
          await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
          await expectRangeSuffices(analysis, { ...scope, ...chosen })
        }),
        { numRuns: runs(30) },
      )
    },
  )

  it('hold all that retention needs', async () => {
    await fc.assert(
      fc.asyncProperty(randomLog, randomScope, retentionChoices, async (log, scope, choices) => {
        await db.load({ name: 'log', events: log.events, more: { plan: 'string' } }, log)
        await expectRangeSuffices(retention, retentionParameters(scope, choices))
      }),
      { numRuns: runs(100) },
    )
  })
})
