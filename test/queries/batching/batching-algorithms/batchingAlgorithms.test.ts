import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingAlgorithms } from '../../../../queries/batching/batching-algorithms'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { loadService, type Batch, type Delivery, type Service } from '../service'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

interface Truths {
  algorithms: {
    name: string
    version: string
    batches: number
    cancelled: number
    deliveries: number
    meanSize: number
    meanPickupWaitMinutes: number
    meanMiles: number
    meanBatchMinutes: number
  }[]
  completedBatches: number
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

describe('batching-algorithms', () => {
  it('counts cancelled batches over batches, and weighs large batches no more than small ones', async () => {
    const delivery = (id: number): Delivery => ({
      delivery_id: id,
      order_id: id,
      driver_id: 101,
      created: 0,
      assigned: 1,
      arrived: 5,
      picked: 8,
      dropped: 20,
      estimate: 15,
      recorded: null,
      miles: 2,
      status: 'delivered',
    })
    const batch = (id: number, status: Batch['status'], miles: number | null, completed: number | null): Batch => ({
      batch_id: id,
      algorithm: 1,
      created: 0,
      started: 0,
      completed,
      total: 9,
      plannedMiles: 5,
      actualMiles: miles,
      plannedMinutes: 10,
      actualMinutes: null,
      efficiency: miles === null ? null : miles / 10,
      status,
    })
    const member = (batchId: number, deliveryId: number): Service['members'][number] => ({
      batch_id: batchId,
      delivery_id: deliveryId,
      sequence: 1,
      expectedPickup: null,
      actualPickup: null,
      wait: null,
      delay: null,
    })
    await loadService(db, {
      deliveries: [1, 2, 3, 4, 5, 6].map(delivery),
      waypoints: [],
      batches: [
        batch(10, 'completed', 4, 20),
        batch(11, 'completed', 8, 60),
        batch(12, 'cancelled', null, null),
        batch(13, 'completed', 9, 90),
      ],
      // Batch 10 carries four, batch 11 two, both also named by the cancelled batch; batch 13 only one, so that it is none.
      members: [
        member(10, 1),
        member(10, 2),
        member(10, 3),
        member(10, 4),
        member(11, 5),
        member(11, 6),
        member(12, 5),
        member(12, 6),
        member(13, 1),
      ],
    })
    expect(await db.answer(batchingAlgorithms)).toEqual([
      {
        algorithm_name: 'algorithm 1',
        algorithm_version: 'v1',
        batches: 3,
        deliveries: 6,
        mean_size: 3,
        mean_miles: 6,
        mean_minutes: 40,
        mean_delay_minutes: 5,
        mean_pickup_wait_minutes: 3,
        on_time_pct: 100,
        efficiency: expect.closeTo(0.6, 12) as number,
        cancelled_batches: 1,
        cancellation_pct: expect.closeTo(100 / 3, 12) as number,
      },
    ])
  })

  it('shows what the sample plants', async () => {
    await loadSample(db, RECORDED)
    const rows = await db.answer(batchingAlgorithms)
    expect(rows).toHaveLength(truths.algorithms.length)
    for (const truth of truths.algorithms) {
      const row = rows.find((one) => one['algorithm_name'] === truth.name)!
      expect([row['algorithm_version'], row['batches'], row['cancelled_batches'], row['deliveries']]).toEqual([
        truth.version,
        truth.batches,
        truth.cancelled,
        truth.deliveries,
      ])
      expect(row['mean_size']).toBeCloseTo(truth.meanSize, 9)
      expect(row['mean_miles']).toBeCloseTo(truth.meanMiles, 9)
      expect(row['mean_minutes']).toBeCloseTo(truth.meanBatchMinutes, 9)
      expect(row['mean_pickup_wait_minutes']).toBeCloseTo(truth.meanPickupWaitMinutes, 9)
      expect(row['cancellation_pct']).toBeCloseTo((100 * truth.cancelled) / truth.batches, 9)
    }
    const charts = batchingAlgorithms.charts!(tableOf(batchingAlgorithms, rows), {})
    expect(charts.map((chart) => chart.title)).toEqual([
      'Wait and delay by algorithm',
      'Duration of a batch',
      'Cancelled batches',
    ])
    expect(charts[0]!.summary).toMatch(
      /^Drivers waited least with ml_optimized v1\.5 .* longest with nearest_neighbor v1\.0/,
    )
  })

  it("derives the sample's batches from the flat log, without guessing at what it cannot know", async () => {
    await loadSample(db, { deliveries: 'deliveries_flat.ndjson' })
    const [row, ...others] = await db.answer(batchingAlgorithms)
    expect(others).toEqual([])
    expect(row).toMatchObject({
      algorithm_name: '(derived)',
      batches: truths.completedBatches,
      deliveries: truths.batched.deliveries,
      mean_miles: null,
      efficiency: null,
      cancellation_pct: null,
    })
    expect(row!['mean_pickup_wait_minutes']).toBeCloseTo(truths.batched.meanWaitMinutes, 9)
    expect(batchingAlgorithms.charts!(tableOf(batchingAlgorithms, [row!]), {}).map((chart) => chart.title)).toEqual([
      'Wait and delay by algorithm',
      'Duration of a batch',
    ])
  })
})
