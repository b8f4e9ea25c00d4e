import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingRoutes } from '../../../../queries/batching/batching-routes'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { loadService, type Service } from '../service'
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

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  db.close()
})

describe('batching-routes', () => {
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
