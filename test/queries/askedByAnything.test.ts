import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { required } from '../../src-renderer/base/required'
import { analyses } from './cases'
import { NativeDuckdb, type LogEvent } from './nativeDuckdb'

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
})
