import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../queries/activity/active-users'
import { attribution } from '../../queries/attribution/attribution'
import { batchingComparison } from '../../queries/batching/batching-comparison'
import { funnel } from '../../queries/funnel/funnel'
import { retention } from '../../queries/retention/retention'
import { retentionSummary } from '../../queries/retention/retention-summary'
import type { Analysis, Kpi } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { answerOf } from './attribution/attribution/answer'
import { NativeDuckdb, tableOf, type LogEvent } from './nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function figures(
  analysis: Analysis,
  raw: Readonly<Record<string, ParameterValue>> = {},
): Promise<readonly Kpi[]> {
  const values = readParameters(analysis.parameters, raw)
  const result = tableOf(analysis, await answerOf(db, analysis, raw))
  const more =
    analysis.kpiPlan === undefined ? null : tableOf(analysis, await db.run(analysis.kpiPlan(values, db.catalog, null)))
  return analysis.kpis!(result, values, more)
}
async function said(
  analysis: Analysis,
  raw: Readonly<Record<string, ParameterValue>> = {},
): Promise<readonly (readonly [string, number | null, string])[]> {
  return (await figures(analysis, raw)).map((kpi) => [kpi.label, kpi.value, kpi.detail ?? ''])
}
const on = (day: number, user: string | null, event = 'open', more: Partial<LogEvent> = {}): LogEvent => ({
  user,
  event,
  ts: `2024-01-${String(day).padStart(2, '0')}T12:00:00Z`,
  ...more,
})

describe('the figures above active users', () => {
  const events = [
    on(1, 'a'),
    on(1, 'b'),
    on(1, 'c'),
    on(2, 'a'),
    on(2, 'bot', 'open', { test: true }),
    on(9, 'd', 'buy'),
  ]

  it('count each user once over all dates, and give the last day that is over and the extremes', async () => {
    await db.load({ name: 'log', events })
    expect(await said(activeUsers)).toEqual([
      ['Users in all', 4, 'over 9 days'],
      ['Daily', 0, '2024-01-08'],
      ['Weekly', 1, '7 days to 2024-01-08'],
      ['Monthly', 3, 'less than 30 days'],
      ['Most in a day', 3, '2024-01-01'],
      ['Fewest in a day', 0, '2024-01-03'],
    ])
  })

  it('follow the dates, the active events and the switch for test users', async () => {
    await db.load({ name: 'log', events })
    const all = async (raw: Readonly<Record<string, ParameterValue>>): Promise<number | null> =>
      (await figures(activeUsers, raw))[0]!.value
    expect(await all({ from: '2024-01-02' })).toBe(2)
    expect(await all({ to: '2024-01-02', include_test: true })).toBe(4)
    expect(await all({ active_events: ['buy'] })).toBe(1)
    expect(await all({ filter: [{ column: 'event', op: '=', value: 'open' }] })).toBe(3)
    expect(await all({ timezone: 'Asia/Tokyo' })).toBe(4)
  })

  it('are empty until the second answer is there, and none without a day', async () => {
    await db.load({ name: 'log', events })
    const rows = await db.answer(activeUsers)
    expect(activeUsers.kpis!(tableOf(activeUsers, rows), {}, null)[0]!.value).toBeNull()
    expect(activeUsers.kpis!(tableOf(activeUsers, []), {}, null)).toEqual([])
  })
})

it('retention pools cohorts, leaves out what cannot be observed, and says the same in both analyses', async () => {
  // Day 8 is the last: only those of day 1 can have reached day 7.
  await db.load({
    name: 'log',
    events: [on(1, 'a'), on(2, 'a'), on(8, 'a'), on(1, 'b'), on(7, 'c'), on(8, 'c'), on(8, 'd')],
  })
  const rates = [
    ['Day 1', (100 * 2) / 3, '2 of 3 users'],
    ['Day 7', 50, '1 of 2 users'],
  ]
  expect(await said(retention, { as_of: '2024-01-08' })).toEqual([['Started', 4, 'users'], ...rates])
  expect(await said(retentionSummary, { as_of: '2024-01-08' })).toEqual([
    ['Started', 4, 'users whose first day is over'],
    ...rates,
  ])
  // Without being told so, the 8th is not over: day 7 of the first, day 1 of those of the 7th, and those who started on it are left out.
  expect(await said(retention)).toEqual([
    ['Started', 4, 'users'],
    ['Day 1', 50, '1 of 2 users'],
  ])
  expect(await said(retentionSummary)).toEqual([
    ['Started', 3, 'users whose first day is over'],
    ['Day 1', 50, '1 of 2 users'],
  ])
  expect((await said(retention, { unit: 'week' })).map(([label]) => label)).toEqual(['Started'])
  expect((await said(retention, { unit: 'week', as_of: '2024-01-14' })).map(([label]) => label)).toEqual([
    'Started',
    'Week 1',
  ])
})

describe('the figures above a funnel', () => {
  const events = [
    on(1, 'a', 'see'),
    on(2, 'a', 'buy'),
    on(1, 'b', 'see'),
    on(4, 'b', 'buy'),
    on(1, 'c', 'see'),
    on(6, 'c', 'buy'),
    on(1, 'd', 'see'),
    on(2, 'd', 'pay'),
    on(3, 'a', 'pay'),
    on(7, 'b', 'pay'),
  ].map((event): LogEvent => ({ ...event, more: { plan: event.user === 'a' ? 'pro' : 'free' } }))

  it('give the whole way, not the last step', async () => {
    await db.load({ name: 'log', events })
    expect(await said(funnel, { steps: ['see', 'buy', 'pay'] })).toEqual([
      ['Conversion', 50, '2 of 4'],
      ['Entered', 4, 'reached step 1'],
      ['Completed', 2, 'reached step 3'],
      ['Median time', 4 * 86_400, 'from step 1 to step 3'], // a took 2 days, b 6
      ['90 % within', 483_840, 'from step 1 to step 3'],
    ])
  })

  it('add up the values of a breakdown, in each order and for ties', async () => {
    await db.load({ name: 'log', events })
    const plain = await said(funnel, { steps: ['see', 'buy'] })
    expect(plain.slice(0, 4).map(([, value]) => value)).toEqual([75, 4, 3, 3 * 86_400])
    expect(await said(funnel, { steps: ['see', 'buy'], breakdown: 'plan' })).toEqual(plain)
    for (const more of [{ ties: 'any' }, { order: 'any' }, { order: 'strict' }])
      expect(await said(funnel, { steps: ['see', 'buy'], ...more }), JSON.stringify(more)).toEqual(plain)
    expect((await said(funnel, { steps: ['see', 'nothing'] })).map(([, value]) => value)).toEqual([0, 4, 0, null, null])
    expect((await said(funnel, { steps: ['nothing', 'see'] }))[0]).toEqual(['Conversion', null, '0 of 0'])
  })
})

it('attribution counts each conversion once whatever the model, and its value', async () => {
  const touch = (day: number, user: string, channel: string): LogEvent => on(day, user, 'touch', { more: { channel } })
  const pay = (day: number, user: string, value: number): LogEvent =>
    on(day, user, 'pay', { value, more: { channel: null } })
  await db.load({
    name: 'log',
    events: [touch(1, 'a', 'ads'), touch(2, 'a', 'mail'), touch(3, 'a', 'web'), pay(4, 'a', 30), pay(4, 'b', 12)],
  })
  const expected = [
    ['Conversions', 2, ''],
    ['With a touch', 50, '1 of 2 conversions'],
    ['Value', 42, ''],
    ['Value each', 21, 'per conversion'],
    ['Channels', 3, ''],
  ]
  for (const model of ['all', 'linear']) {
    const kpis = await said(attribution, { conversion: 'pay', model })
    expect(
      kpis.map(([label, value, detail]) => [label, value === null ? null : Number(value.toFixed(9)), detail]),
    ).toEqual(expected)
  }
  expect(await said(attribution, { conversion: 'pay', model: 'participation' })).toEqual([])
})

it('batching sets the batched against those driven alone', () => {
  const row = {
    batches: 1,
    median_minutes: 1,
    mean_delay_minutes: 1,
    mean_wait_minutes: 1,
    efficiency: null,
    driver_minutes_per_delivery: 1,
  }
  const together = {
    ...row,
    delivery_type: 'batched',
    deliveries: 3,
    share_pct: 75,
    mean_minutes: 40.24,
    on_time_pct: 50,
    miles_per_delivery: 1.5,
  }
  const alone = {
    ...row,
    delivery_type: 'individual',
    deliveries: 1,
    share_pct: 25,
    mean_minutes: 30.26,
    on_time_pct: 100,
    miles_per_delivery: 2.25,
  }
  const of = (rows: readonly (typeof together)[]) =>
    batchingComparison.kpis!(tableOf(batchingComparison, rows), {}, null).map((kpi) => [kpi.value, kpi.detail])
  expect(of([together, alone])).toEqual([
    [75, '3 of 4 deliveries'],
    [40.24, '30.3 alone'],
    [50, '100.0 % alone'],
    [1.5, '2.25 alone'],
  ])
  expect(of([{ ...alone, share_pct: 100 }])).toEqual([
    [0, '0 of 1 delivery'],
    [null, '30.3 alone'],
    [null, '100.0 % alone'],
    [null, '2.25 alone'],
  ])
  expect(of([])).toEqual([])
})
