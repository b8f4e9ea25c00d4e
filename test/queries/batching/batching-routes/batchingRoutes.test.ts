import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingRoutes } from '../../../../queries/batching/batching-routes'
import { groupBy, mean, minus, tripsOf, within, type Trip } from '../reference'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { loadService, services, type Service } from '../service'
import { expectCloseRows } from '../../closeRows'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

interface Truths {
  algorithms: {
    name: string
    batches: number
    cancelled: number
    distanceRatio: { mean: number; best: number; worst: number }
  }[]
}
const truths = JSON.parse(readFileSync(join(SAMPLE, 'truths.json'), 'utf8')) as Truths

const extreme = (values: readonly (number | null)[], pick: (...all: number[]) => number): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : pick(...known)
}

function expected(service: Service, from: string | null, to: string | null, by: string): readonly object[] {
  const routes = tripsOf(service, { batches: 'recorded' })
    .filter((trip) => trip.batch!.status === 'completed' && within(trip.date, from, to))
    .map((trip) => {
      const batch = trip.batch!
      const stops = service.waypoints.filter((stop) => stop.batch_id === batch.batch_id)
      const legs = stops.map((stop) => stop.milesToNext).filter((miles) => miles !== null)
      const planned = stops.map((stop) => stop.expected)
      const plannedMinutes = batch.plannedMinutes ?? minus(extreme(planned, Math.max), extreme(planned, Math.min))
      const actualMiles = batch.actualMiles ?? (legs.length === 0 ? null : legs.reduce((sum, miles) => sum + miles, 0))
      const actualMinutes = batch.actualMinutes ?? minus(batch.completed, batch.started)
      return {
        trip,
        plannedMiles: batch.plannedMiles,
        actualMiles,
        plannedMinutes,
        actualMinutes,
        late: mean(stops.map((stop) => minus(stop.arrived, stop.expected))),
        ratio:
          batch.plannedMiles !== null && batch.plannedMiles > 0 && actualMiles !== null
            ? actualMiles / batch.plannedMiles
            : null,
        timeRatio:
          plannedMinutes !== null && plannedMinutes > 0 && actualMinutes !== null
            ? actualMinutes / plannedMinutes
            : null,
      }
    })
  const id = (trip: Trip): string | null => (by === 'batch' ? trip.id : null)
  const rows = [...groupBy(routes, (route) => `${route.trip.algorithm} ${id(route.trip)}`).values()].map((own) => {
    const ratios = own.map((route) => route.ratio)
    const ranked = own
      .filter((route) => route.ratio !== null)
      .sort((a, b) => a.ratio! - b.ratio! || (a.trip.id < b.trip.id ? -1 : 1))
    return {
      algorithm_name: own[0]!.trip.algorithm,
      algorithm_version: own[0]!.trip.version,
      batch_id: id(own[0]!.trip),
      batches: own.length,
      mean_size: mean(own.map((route) => route.trip.size)),
      planned_miles: mean(own.map((route) => route.plannedMiles)),
      actual_miles: mean(own.map((route) => route.actualMiles)),
      distance_ratio: mean(ratios),
      best_distance_ratio: extreme(ratios, Math.min),
      worst_distance_ratio: extreme(ratios, Math.max),
      best_batch_id: ranked[0]?.trip.id ?? null,
      worst_batch_id: ranked.at(-1)?.trip.id ?? null,
      planned_minutes: mean(own.map((route) => route.plannedMinutes)),
      actual_minutes: mean(own.map((route) => route.actualMinutes)),
      time_ratio: mean(own.map((route) => route.timeRatio)),
      best_time_ratio: extreme(
        own.map((route) => route.timeRatio),
        Math.min,
      ),
      worst_time_ratio: extreme(
        own.map((route) => route.timeRatio),
        Math.max,
      ),
      mean_minutes_late: mean(own.map((route) => route.late)),
    }
  })
  return rows.sort(
    (a, b) =>
      (a.distance_ratio ?? Infinity) - (b.distance_ratio ?? Infinity) ||
      (a.algorithm_name < b.algorithm_name ? -1 : a.algorithm_name > b.algorithm_name ? 1 : 0) ||
      ((a.batch_id ?? '') < (b.batch_id ?? '') ? -1 : 1),
  )
}

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
})

describe('batching-routes', () => {
  it('agrees with the definition on random services', async () => {
    const dates = fc.constantFrom(null, '2024-06-03', '2024-06-04')
    await fc.assert(
      fc.asyncProperty(services, dates, dates, fc.constantFrom('algorithm', 'batch'), async (service, from, to, by) => {
        await loadService(db, service)
        const rows = await db.answer(batchingRoutes, { from, to, by, batches: 'recorded' })
        const wanted = expected(service, from, to, by)
        // Rounding may swap rows whose mean ratios are equal but for it.
        const order = (list: readonly object[]): readonly object[] =>
          [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        expectCloseRows(by === 'batch' ? rows : order(rows), by === 'batch' ? wanted : order(wanted))
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  it('takes the mean of ratios, not the ratio of means, and names the best and the worst route', async () => {
    const batch = (id: number, plannedMiles: number, actualMiles: number | null): Service['batches'][number] => ({
      batch_id: id,
      algorithm: 1,
      created: 0,
      started: 0,
      completed: 30,
      total: 2,
      plannedMiles,
      actualMiles,
      plannedMinutes: 20,
      actualMinutes: 30,
      efficiency: null,
      status: 'completed',
    })
    await loadService(db, {
      deliveries: [],
      members: [],
      batches: [batch(10, 10, 10), batch(11, 2, null), batch(12, 0, 7)],
      waypoints: [
        { batch_id: 11, expected: 0, arrived: 2, milesToNext: 1.5 },
        { batch_id: 11, expected: 10, arrived: 18, milesToNext: 2.5 },
        { batch_id: 11, expected: null, arrived: 30, milesToNext: null },
      ],
    })
    const [row, ...others] = await db.answer(batchingRoutes, { batches: 'recorded' })
    expect(others).toEqual([])
    expect(row).toMatchObject({
      batches: 3,
      planned_miles: 4,
      actual_miles: 7,
      distance_ratio: 1.5,
      best_distance_ratio: 1,
      best_batch_id: '10',
      worst_distance_ratio: 2,
      worst_batch_id: '11',
      time_ratio: 1.5,
      mean_minutes_late: 5,
    })
  })

  it('shows what the sample plants', async () => {
    await loadSample(db, RECORDED)
    const rows = await db.answer(batchingRoutes)
    for (const truth of truths.algorithms) {
      const row = rows.find((one) => one['algorithm_name'] === truth.name)!
      expect(row['batches']).toBe(truth.batches - truth.cancelled)
      expect(
        [row['distance_ratio'], row['best_distance_ratio'], row['worst_distance_ratio']].map((value) =>
          Number((value as number).toFixed(9)),
        ),
      ).toEqual(
        [truth.distanceRatio.mean, truth.distanceRatio.best, truth.distanceRatio.worst].map((value) =>
          Number(value.toFixed(9)),
        ),
      )
    }
    const [byAlgorithm] = batchingRoutes.charts!(tableOf(batchingRoutes, rows), { by: 'algorithm' })
    expect(byAlgorithm).toMatchObject({ kind: 'bar', series: [{ name: 'Distance' }, { name: 'Time' }] })
    const each = await db.answer(batchingRoutes, { by: 'batch' })
    const total = truths.algorithms.reduce((sum, truth) => sum + truth.batches - truth.cancelled, 0)
    expect(each).toHaveLength(total)
    const [scatter] = batchingRoutes.charts!(tableOf(batchingRoutes, each), { by: 'batch' })
    expect(scatter).toMatchObject({ kind: 'scatter' })
    expect(scatter?.kind === 'scatter' && scatter.points.length).toBe(total)
    const longer = each.filter((row) => (row['distance_ratio'] as number) > 1).length
    expect(scatter?.summary).toBe(`${longer} routes were longer than planned, of ${total} routes.`)
  })

  it('needs recorded batches, which alone have a plan', async () => {
    await loadSample(db, { deliveries: 'deliveries_flat.ndjson' })
    expect(() =>
      batchingRoutes.plan(
        { from: null, to: null, by: 'algorithm', on_time_slack: 10, batches: 'auto', timezone: null },
        db.catalog,
        null,
      ),
    ).toThrow(/There is no table "batches": routes are compared with their plan/)
  })
})
