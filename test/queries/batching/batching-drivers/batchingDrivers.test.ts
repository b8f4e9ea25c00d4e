import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingDrivers } from '../../../../queries/batching/batching-drivers'
import { groupBy, mean, minus, outcomesOf, percent, tripsAmong, within, type Options } from '../reference'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { loadService, services, type Delivery, type Service } from '../service'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

interface Truths {
  driversWith20: number
  batched: { deliveries: number }
  individual: { deliveries: number }
}
const truths = JSON.parse(readFileSync(join(SAMPLE, 'truths.json'), 'utf8')) as Truths

function expected(
  service: Service,
  from: string | null,
  to: string | null,
  least: number,
  options: Options,
): readonly object[] {
  const outcomes = outcomesOf(service, options).filter(
    (one) =>
      one.delivery.driver_id !== null &&
      ((from === null && to === null) || (one.date !== '' && within(one.date, from, to))),
  )
  const rows = [...groupBy(outcomes, (one) => one.delivery.driver_id!)]
    .filter(([, own]) => own.length >= least)
    .map(([driver, own]) => {
      const [alone, together] = [own.filter((one) => one.trip === null), own.filter((one) => one.trip !== null)]
      const trips = tripsAmong(own)
      const delay = mean(together.map((one) => one.delay))
      const [aloneMinutes, togetherMinutes] = [
        mean(alone.map((one) => one.minutes)),
        mean(together.map((one) => one.minutes)),
      ]
      return {
        driver_id: driver,
        driver_name: driver === 103 ? null : `D${driver}`,
        vehicle_type: driver === 103 ? null : 'car',
        deliveries: own.length,
        individual_deliveries: alone.length,
        batched_deliveries: together.length,
        batches: trips.length,
        individual_minutes: aloneMinutes,
        batched_minutes: togetherMinutes,
        extra_minutes: minus(togetherMinutes, aloneMinutes),
        individual_on_time_pct: percent(alone.map((one) => one.isOnTime)),
        batched_on_time_pct: percent(together.map((one) => one.isOnTime)),
        efficiency: mean(trips.map((trip) => trip.efficiency)),
        batched_delay_minutes: delay,
        adaptation: delay === null ? null : delay < 5 ? 'excellent' : delay < 10 ? 'good' : 'needs improvement',
      }
    })
  return rows.sort(
    (a, b) =>
      (a.batched_delay_minutes ?? Infinity) - (b.batched_delay_minutes ?? Infinity) || a.driver_id - b.driver_id,
  )
}

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
})

describe('batching-drivers', () => {
  it('agrees with the definition on random services', async () => {
    const dates = fc.constantFrom(null, '2024-06-03', '2024-06-04')
    const byDriver = (rows: readonly object[]): readonly object[] =>
      [...rows].sort((a, b) => (a as { driver_id: number }).driver_id - (b as { driver_id: number }).driver_id)
    await fc.assert(
      fc.asyncProperty(
        services,
        dates,
        dates,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('auto', 'recorded', 'derived'),
        async (service, from, to, least, batches) => {
          await loadService(db, service)
          const rows = await db.answer(batchingDrivers, { from, to, min_deliveries: least, batches })
          expectCloseRows(byDriver(rows), byDriver(expected(service, from, to, least, { batches: batches })))
          const delays = rows.map((row) => row['batched_delay_minutes'] as number | null)
          expect(delays).toEqual([...delays].sort((a, b) => (a ?? Infinity) - (b ?? Infinity) || 0))
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)

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
