import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingDrivers } from '../../../../queries/batching/batching-drivers'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { loadService, type Delivery } from '../service'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

interface Truths {
  driversWith20: number
  batched: { deliveries: number }
  individual: { deliveries: number }
}
const truths = JSON.parse(readFileSync(join(SAMPLE, 'truths.json'), 'utf8')) as Truths

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
})

describe('batching-drivers', () => {
  it('rates at 5 and at 10 minutes of delay, and does not rate a driver without batches', async () => {
    const pair = (driver: number, id: number, delay: number): readonly Delivery[] =>
      [0, 1].map((nth) => ({
        delivery_id: id + nth,
        order_id: id + nth,
        driver_id: driver,
        created: 0,
        assigned: null,
        arrived: null,
        picked: 10,
        dropped: 30,
        estimate: 30 - delay,
        recorded: null,
        miles: null,
        status: null,
      }))
    const alone: Delivery = { ...pair(101, 9, 0)[0]!, delivery_id: 90, driver_id: 104, picked: 5, dropped: 9 }
    await loadService(db, {
      deliveries: [...pair(101, 1, 4), ...pair(102, 3, 5), ...pair(103, 5, 10), alone],
      batches: [],
      members: [],
      waypoints: [],
    })
    expect(
      (await db.answer(batchingDrivers, { min_deliveries: 1 })).map((row) => [
        row['driver_id'],
        row['batched_delay_minutes'],
        row['adaptation'],
      ]),
    ).toEqual([
      [101, 4, 'excellent'],
      [102, 5, 'good'],
      [103, 10, 'needs improvement'],
      [104, null, null],
    ])
  })

  it('leaves out drivers below the threshold in the sample', async () => {
    await loadSample(db, RECORDED)
    const rows = await db.answer(batchingDrivers)
    expect(rows).toHaveLength(truths.driversWith20)
    const all = await db.answer(batchingDrivers, { min_deliveries: 1 })
    const sum = (column: string): number => all.reduce((total, row) => total + (row[column] as number), 0)
    expect([sum('batched_deliveries'), sum('individual_deliveries')]).toEqual([
      truths.batched.deliveries,
      truths.individual.deliveries,
    ])
    const [scatter, ratings] = batchingDrivers.charts!(tableOf(batchingDrivers, rows), {})
    expect(scatter?.kind === 'scatter' && scatter.points.length).toBe(truths.driversWith20)
    expect(
      ratings?.kind === 'bar' && ratings.series[0]!.points.reduce((total, point) => total + (point.y ?? 0), 0),
    ).toBe(truths.driversWith20)
  })
})
