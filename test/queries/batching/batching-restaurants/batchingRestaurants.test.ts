import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingRestaurants } from '../../../../queries/batching/batching-restaurants'
import { groupBy, mean, outcomesOf, percent, within, type Options, type Outcome } from '../reference'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { loadService, restaurantOf, services, type Service } from '../service'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'
import { runs } from '../../../runs'

interface Truths {
  restaurantsWith50: number
  delivered: number
  batched: { deliveries: number; meanWaitMinutes: number }
}
const truths = JSON.parse(readFileSync(join(SAMPLE, 'truths.json'), 'utf8')) as Truths

function expected(
  service: Service,
  from: string | null,
  to: string | null,
  least: number,
  fast: number,
  options: Options,
): readonly object[] {
  const outcomes = outcomesOf(service, options).filter(
    (one) => (from === null && to === null) || (one.date !== '' && within(one.date, from, to)),
  )
  const orders = (list: readonly Outcome[]): number => new Set(list.map((one) => one.delivery.order_id)).size
  const fastShare = (list: readonly Outcome[]): number | null =>
    percent(list.map((one) => (one.wait === null ? null : one.wait <= fast)))
  return [...groupBy(outcomes, (one) => restaurantOf(one.delivery))]
    .filter(([, own]) => orders(own) >= least)
    .map(([restaurant, own]) => {
      const [alone, together] = [own.filter((one) => one.trip === null), own.filter((one) => one.trip !== null)]
      const [first, later] = [together.filter((one) => one.sequence === 1), together.filter((one) => one.sequence! > 1)]
      return {
        restaurant_id: restaurant,
        restaurant_name: restaurant === 203 ? null : `R${restaurant}`,
        can_handle_batch_pickups: restaurant === 203 ? null : 'true',
        orders: orders(own),
        batched_orders: orders(together),
        batched_wait_minutes: mean(together.map((one) => one.wait)),
        individual_wait_minutes: mean(alone.map((one) => one.wait)),
        first_pickup_wait_minutes: mean(first.map((one) => one.wait)),
        later_pickup_wait_minutes: mean(later.map((one) => one.wait)),
        first_pickup_delay_minutes: mean(first.map((one) => one.slip)),
        later_pickup_delay_minutes: mean(later.map((one) => one.slip)),
        batched_fast_pickup_pct: fastShare(together),
        individual_fast_pickup_pct: fastShare(alone),
      }
    })
}

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
})

describe('batching-restaurants', () => {
  it('agrees with the definition on random services', async () => {
    const dates = fc.constantFrom(null, '2024-06-03', '2024-06-04')
    const byRestaurant = (rows: readonly object[]): readonly object[] =>
      [...rows].sort(
        (a, b) => (a as { restaurant_id: number }).restaurant_id - (b as { restaurant_id: number }).restaurant_id,
      )
    await fc.assert(
      fc.asyncProperty(
        services,
        dates,
        dates,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom('auto', 'recorded', 'derived'),
        async (service, from, to, least, fast, batches) => {
          await loadService(db, service)
          const rows = await db.answer(batchingRestaurants, { from, to, min_orders: least, fast_pickup: fast, batches })
          expectCloseRows(
            byRestaurant(rows),
            byRestaurant(expected(service, from, to, least, fast, { batches: batches })),
          )
          const shares = rows.map((row) => row['batched_fast_pickup_pct'] as number | null)
          expect(shares).toEqual([...shares].sort((a, b) => (b ?? -1) - (a ?? -1)))
        },
      ),
      { numRuns: runs(35) },
    )
  }, 120_000)

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
    expect(charts[0]!.kind === 'bar' && charts[0]!.series[0]!.points.length).toBe(20)
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
