import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingRestaurants } from '../../../../queries/batching/batching-restaurants'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

interface Truths {
  restaurantsWith50: number
  delivered: number
  batched: { deliveries: number; meanWaitMinutes: number }
}
const truths = JSON.parse(readFileSync(join(SAMPLE, 'truths.json'), 'utf8')) as Truths

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
})

describe('batching-restaurants', () => {
  it('leaves out restaurants below the threshold in the sample, with waits that agree with its truths', async () => {
    await loadSample(db, RECORDED)
    expect(await db.answer(batchingRestaurants)).toHaveLength(truths.restaurantsWith50)
    const all = await db.answer(batchingRestaurants, { min_orders: 1 })
    const sum = (weigh: (row: (typeof all)[number]) => number): number =>
      all.reduce((total, row) => total + weigh(row), 0)
    expect(sum((row) => row['orders'] as number)).toBe(truths.delivered)
    expect(
      sum((row) => (row['batched_orders'] as number) * ((row['batched_wait_minutes'] as number | null) ?? 0)) /
        truths.batched.deliveries,
    ).toBeCloseTo(truths.batched.meanWaitMinutes, 9)
    const charts = batchingRestaurants.charts!(tableOf(batchingRestaurants, all), {})
    expect(charts.map((chart) => chart.title)).toEqual([
      'Fast pickups',
      'Wait at the restaurant',
      'First and later pickups of a batch',
    ])
    expect(charts[0]!.kind === 'bar' && charts[0].series[0]!.points.length).toBe(20)
  })

  it('says what is missing where no table knows the restaurant', async () => {
    const values = {
      from: null,
      to: null,
      min_orders: 50,
      fast_pickup: 5,
      on_time_slack: 10,
      batches: 'auto',
      timezone: null,
    }
    db.forget()
    await db.loadPlain('deliveries', [
      { order_id: 1, driver_id: 1, picked_up_at: '2024-01-01 10:00:00', delivered_at: '2024-01-01 10:10:00' },
    ])
    expect(() => batchingRestaurants.plan(values, db.catalog, null)).toThrow(
      /"deliveries" has no column restaurant_id, and there is no table "orders"/,
    )
    await db.loadPlain('orders', [{ order_id: 1, customer_id: 2 }])
    expect(() => batchingRestaurants.plan(values, db.catalog, null)).toThrow(/"orders" lacks order_id or restaurant_id/)
  })
})
