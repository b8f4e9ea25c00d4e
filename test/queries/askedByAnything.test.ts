import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { required } from '../../src-renderer/base/required'
import { analyses } from './cases'
import { NativeDuckdb, type LogEvent } from './nativeDuckdb'
import { partsOf } from './partsOf'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const named = (name: string): (typeof analyses)[number] => required(analyses.find((one) => one.name === name))

const on = (user: string, day: number, event: string, more: LogEvent['more'] = {}): LogEvent => ({
  user,
  event,
  ts: `2024-03-${String(day).padStart(2, '0')}T12:00:00Z`,
  more,
})

describe('questions of analysts, by hand', () => {
  it('a funnel per customer and restaurant: a pair converts, not a customer', async () => {
    const at = (customer: string, restaurant: string, day: number, event: string): LogEvent =>
      on(customer, day, event, { customer_id: customer, restaurant_id: restaurant })
    await db.load({
      name: 'log',
      events: [
        at('c1', 'r1', 1, 'view'),
        at('c1', 'r2', 1, 'view'),
        at('c2', 'r1', 1, 'view'),
        at('c1', 'r2', 2, 'order'),
        at('c2', 'r2', 2, 'order'),
        at('c2', 'r1', 3, 'order'),
      ],
    })
    const counts = async (per: readonly string[]): Promise<readonly unknown[]> =>
      (await db.answer(named('funnel'), { steps: ['view', 'order'], per })).map((row) => row['users'])
    expect(await counts(['customer_id', 'restaurant_id'])).toEqual([3, 2])
    expect(await counts(['customer_id'])).toEqual([2, 2])
  })

  it('retention per advertiser: one comes back whoever of its people does', async () => {
    const by = (user: string, advertiser: string, day: number): LogEvent => on(user, day, 'spend', { advertiser })
    await db.load({
      name: 'log',
      events: [by('u1', 'a', 1), by('u2', 'a', 2), by('u3', 'b', 1), by('u3', 'c', 2), by('u1', 'a', 3)],
    })
    const rows = await db.answer(named('retention'), { per: ['advertiser'], unit: 'day', periods: 1 })
    const first = rows.filter((row) => row['cohort'] === '2024-03-01')
    expect(first.map((row) => [row['period'], row['size'], row['users']])).toEqual([
      [0, 2, 2],
      [1, 2, 1],
    ])
  })

  it('cumulative sign-ups, and 7-day rolling revenue per active user', async () => {
    await db.load({
      name: 'log',
      events: [
        on('u1', 1, 'signup', { amount: null }),
        on('u1', 2, 'pay', { amount: 10 }),
        on('u2', 2, 'signup', { amount: null }),
        on('u2', 8, 'pay', { amount: 30 }),
        on('u3', 9, 'view', { amount: null }),
      ],
    })
    const values = async (given: Parameters<NativeDuckdb['answer']>[1]): Promise<readonly unknown[]> =>
      (await db.answer(named('trends'), given)).map((row) => row['value'])
    const signups = [{ name: 'A', event: 'signup', measure: 'users' }]
    expect(await values({ measures: signups, cumulative: true })).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2])
    const measures = [
      { name: 'revenue', event: 'pay', measure: 'sum', column: 'amount' },
      { name: 'active', event: null, measure: 'users' },
    ]
    // Days 2 to 8: 40 of u1 and u2; days 3 to 9: 30 of u2 and u3.
    expect(await values({ measures, formula: 'revenue / active', rolling: 7 })).toEqual([0, 5, 5, 5, 5, 5, 5, 20, 15])
  })

  it('engagement rate by platform by week, with its interval over users', async () => {
    const seen = (user: string, day: number, event: string, platform: string): LogEvent =>
      on(user, day, event, { platform })
    await db.load({
      name: 'log',
      events: [
        // Week of 4 March, ios: 4 saw, 1 of them did something, twice; web: 1 saw.
        ...['u1', 'u2', 'u3', 'u4'].map((user) => seen(user, 4, 'view', 'ios')),
        seen('u1', 5, 'like', 'ios'),
        seen('u1', 6, 'share', 'ios'),
        seen('u5', 6, 'view', 'web'),
        // Week of 11 March, ios: 2 saw, 1 of them commented.
        seen('u1', 11, 'view', 'ios'),
        seen('u2', 12, 'view', 'ios'),
        seen('u2', 13, 'comment', 'ios'),
      ],
    })
    const engaged = { event: null, where: [{ column: 'event', op: 'in', value: ['like', 'comment', 'share'] }] }
    const rows = await db.answer(named('trends'), {
      measures: [
        { name: 'engaged', event: engaged, measure: 'users' },
        { name: 'viewers', event: 'view', measure: 'users' },
      ],
      formula: '100 * engaged / viewers',
      interval: 'week',
      breakdown: ['platform'],
      confidence: true,
    })
    // 1.96 · 100 · √(p(1 − p) / (n − 1)): of 1 in 4, 49.0; of 1 in 2, 98.0.
    const round = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value * 10) / 10 : value)
    expect(rows.map((row) => ['date', 'platform', 'value', 'low', 'high'].map((name) => round(row[name])))).toEqual([
      ['2024-03-04', 'ios', 25, -24, 74],
      ['2024-03-04', 'web', 0, null, null],
      ['2024-03-11', 'ios', 50, -48, 148],
      ['2024-03-11', 'web', null, null, null],
    ])
    await expect(
      db.answer(named('trends'), { measures: [{ name: 'A', event: null, measure: 'count' }], confidence: true }),
    ).rejects.toThrow('totals have none')
  })

  it('p90 of load time by hour of the day', async () => {
    const load = (hour: number, ms: number): LogEvent => ({
      user: 'u1',
      event: 'load',
      ts: `2024-03-01T${String(hour).padStart(2, '0')}:30:00Z`,
      more: { load_ms: ms },
    })
    await db.load({
      name: 'log',
      events: [...Array.from({ length: 11 }, (_, index) => load(9, 100 * index)), load(11, 70)],
    })
    const rows = await db.answer(named('trends'), {
      measures: [{ name: 'p90', event: 'load', measure: 'p90', column: 'load_ms' }],
      interval: 'hour',
    })
    expect(rows.map((row) => row['value'])).toEqual([900, null, 70])
  })

  it('sessions by platform, and lifecycle by country', async () => {
    const at = (user: string, day: number, platform: string, country: string): LogEvent =>
      on(user, day, 'open', { platform, country })
    await db.load({
      name: 'log',
      events: [at('u1', 1, 'ios', 'DE'), at('u1', 2, 'web', 'DE'), at('u2', 1, 'ios', 'FR'), at('u3', 2, 'web', 'DE')],
    })
    const parts = async (name: string, column: string, of: readonly string[]): Promise<readonly unknown[]> =>
      (await partsOf(db, named(name), { breakdown: [column] })).flatMap(({ lead, rows }) =>
        rows.map((row) => [lead[column], ...of.map((one) => row[one])]),
      )
    // A user stands under the platform of the first event: u1 under ios on both days.
    expect(await parts('sessions', 'platform', ['date', 'sessions', 'users'])).toEqual([
      ['ios', '2024-03-01', 2, 2],
      ['ios', '2024-03-02', 1, 1],
      ['web', '2024-03-01', 0, 0],
      ['web', '2024-03-02', 1, 1],
    ])
    expect(await parts('lifecycle', 'country', ['date', 'new', 'returning', 'dormant'])).toEqual([
      ['DE', '2024-03-01', 1, 0, 0],
      ['DE', '2024-03-02', 1, 1, 0],
      ['FR', '2024-03-01', 1, 0, 0],
      ['FR', '2024-03-02', 0, 0, 1],
    ])
  })
})
