import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingBatches } from '../../../queries/batching/batching-batches'
import { batchingDeliveries } from '../../../queries/batching/batching-deliveries'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb } from '../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const at = (time: string): number => Date.parse(`2024-06-03T${time}:00Z`) * 1000

/** Driver 7 carries deliveries 1 and 2 at once, then 3 alone. */
async function load(): Promise<void> {
  db.forget()
  await db.loadPlain(
    'deliveries',
    [
      { delivery_id: 1, picked_up_at: at('12:00'), delivered_at: at('12:30') },
      { delivery_id: 2, picked_up_at: at('12:10'), delivered_at: at('12:50') },
      { delivery_id: 3, picked_up_at: at('13:00'), delivered_at: at('13:20') },
    ].map((one) => ({ ...one, driver_id: 7, order_id: one.delivery_id, estimated_minutes: 35 })),
    {
      delivery_id: 'integer',
      driver_id: 'integer',
      order_id: 'integer',
      picked_up_at: 'timestamp',
      delivered_at: 'timestamp',
      estimated_minutes: 'integer',
    },
  )
}

describe('lists of deliveries and batches', () => {
  it('tell a derived batch with its stops in order, and the deliveries with their batch', async () => {
    await load()
    const batches = await db.answer(batchingBatches, { on_time_slack: 0 })
    expect(batches).toMatchObject([
      {
        batch_id: 'driver 7, trip 1',
        driver_id: '7',
        deliveries: 2,
        minutes: 50,
        on_time: 1,
        stops: 4,
        route:
          'restaurant 1 2024-06-03 12:00:00 > restaurant 2 2024-06-03 12:10:00 > ' +
          'customer 1 2024-06-03 12:30:00 > customer 2 2024-06-03 12:50:00',
      },
    ])
    const deliveries = await db.answer(batchingDeliveries)
    expect(
      deliveries.map((row) => [row['delivery_id'], row['batch_id'], row['pickup_sequence'], row['minutes']]),
    ).toEqual([
      ['1', 'driver 7, trip 1', 1, 30],
      ['2', 'driver 7, trip 1', 2, 40],
      ['3', null, null, 20],
    ])
    const listed = async (row: number, column: string): Promise<readonly unknown[]> => {
      const values = readParameters(batchingDeliveries.parameters, {})
      const drill = batchingDeliveries.drill!({ row: deliveries[row]!, column }, values, db.catalog, null)!
      return (await db.run(drill.plan)).map((one) => one['delivery_id'])
    }
    expect(await listed(0, 'batch_id')).toEqual(['1', '2'])
    expect(await listed(2, 'batch_id')).toEqual(['3'])
    expect(await listed(1, 'minutes')).toEqual(['2'])
  })

  it('tell logged stops instead, one that was not made by its plan', async () => {
    await load()
    await db.loadPlain(
      'batches',
      [{ batch_id: 'b1', created_at: at('11:55'), status: 'completed', total_deliveries: 2 }],
      { batch_id: 'string', created_at: 'timestamp', status: 'string', total_deliveries: 'integer' },
    )
    await db.loadPlain(
      'batch_deliveries',
      [1, 2].map((delivery) => ({ batch_id: 'b1', delivery_id: delivery })),
    )
    await db.loadPlain(
      'waypoints',
      [
        { sequence: 1, waypoint_type: 'restaurant', delivery_id: 1, actual_arrival_time: at('11:58') },
        { sequence: 2, waypoint_type: 'customer', delivery_id: 1, actual_arrival_time: at('12:29') },
        { sequence: 3, waypoint_type: 'customer', delivery_id: 2, actual_arrival_time: null },
      ].map((one) => ({ batch_id: 'b1', ...one, estimated_arrival_time: at('12:40') })),
      { actual_arrival_time: 'timestamp', estimated_arrival_time: 'timestamp' },
    )
    expect(await db.answer(batchingBatches)).toMatchObject([
      {
        batch_id: 'b1',
        deliveries: 2,
        stops: 3,
        route:
          'restaurant 1 2024-06-03 11:58:00 > customer 1 2024-06-03 12:29:00 > ' +
          'customer 2 2024-06-03 12:40:00 planned',
      },
    ])
  })
})
