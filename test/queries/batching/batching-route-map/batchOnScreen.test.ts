import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchingRouteMap } from '../../../../queries/batching/batching-route-map'
import { batchingTimeline } from '../../../../queries/batching/batching-timeline'
import { loadSample, RECORDED, SAMPLE } from '../sampleTables'
import { NativeDuckdb, tableOf } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const csv = (file: string): readonly Readonly<Record<string, string>>[] => {
  const [header, ...lines] = readFileSync(join(SAMPLE, file), 'utf8').trim().split('\n')
  const names = header!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell])))
}
const micros = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`) * 1000

describe('batching-route-map', () => {
  it("gives the waypoints of the sample's batches as they are in the file", async () => {
    await loadSample(db, RECORDED)
    const waypoints = csv('waypoints.csv')
    for (const batch of ['30001', '30002', '30150']) {
      const own = waypoints
        .filter((one) => one['batch_id'] === batch)
        .sort((one, two) => Number(one['sequence_order']) - Number(two['sequence_order']))
      expect(own.length).toBeGreaterThan(2)
      const rows = await db.answer(batchingRouteMap, { batch })
      expect(
        rows.map((row) => [
          row['planned_stop'],
          row['kind'],
          row['delivery_id'],
          row['longitude'],
          row['latitude'],
          row['actual_at'],
        ]),
      ).toEqual(
        own.map((one, at) => [
          at + 1,
          one['waypoint_type'],
          one['delivery_id'] === '' ? null : one['delivery_id'],
          Number(one['waypoint_lng']),
          Number(one['waypoint_lat']),
          one['actual_arrival_time'] === '' ? null : micros(one['actual_arrival_time']!),
        ]),
      )
      const made = rows
        .filter((row) => row['actual_at'] !== null)
        .sort((one, two) => Number(one['actual_stop']) - Number(two['actual_stop']))
      made.forEach((row, at) => {
        expect(row['actual_stop']).toBe(at + 1)
        if (at > 0) expect(Number(row['actual_at'])).toBeGreaterThanOrEqual(Number(made[at - 1]!['actual_at']))
      })
    }
    const rows = await db.answer(batchingRouteMap)
    const counts = new Map<string, number>()
    for (const one of waypoints)
      if (one['actual_arrival_time'] !== '') counts.set(one['batch_id']!, (counts.get(one['batch_id']!) ?? 0) + 1)
    expect(rows.length).toBe(Math.max(...counts.values()))
    const [chart] = batchingRouteMap.charts!(tableOf(batchingRouteMap, rows), {})
    expect(chart).toMatchObject({ kind: 'scatter' })
    expect(chart?.kind === 'scatter' && chart.path!.length).toBe(rows.length)
  })

  it('draws derived batches from pickups and drop-offs, and says what it needs', async () => {
    await loadSample(db, { deliveries: 'deliveries.csv', orders: 'orders.csv', restaurants: 'restaurants.csv' })
    const rows = await db.answer(batchingRouteMap)
    expect(rows.length % 2).toBe(0)
    expect(rows.length).toBeGreaterThanOrEqual(4)
    const restaurants = new Map(csv('restaurants.csv').map((one) => [one['restaurant_id'], one]))
    const orders = new Map(csv('orders.csv').map((one) => [one['order_id'], one]))
    const deliveries = new Map(csv('deliveries.csv').map((one) => [one['delivery_id'], one]))
    for (const row of rows) {
      const delivery = deliveries.get(String(row['delivery_id']))!
      const order = orders.get(delivery['order_id'])!
      const restaurant = restaurants.get(order['restaurant_id'])!
      const pickup = row['kind'] === 'restaurant'
      expect([row['longitude'], row['latitude'], row['actual_at'], row['planned_at']]).toEqual([
        Number(pickup ? restaurant['restaurant_lng'] : order['delivery_address_lng']),
        Number(pickup ? restaurant['restaurant_lat'] : order['delivery_address_lat']),
        micros(delivery[pickup ? 'picked_up_at' : 'delivered_at']!),
        null,
      ])
    }
    await loadSample(db, { deliveries: 'deliveries_flat.ndjson' })
    await expect(db.answer(batchingRouteMap)).rejects.toThrow('A map needs coordinates')
    await loadSample(db, RECORDED)
    const none = await db.answer(batchingRouteMap, { batch: 'nope' })
    expect(batchingRouteMap.charts!(tableOf(batchingRouteMap, none), {})[0]!.summary).toContain(
      'There is no such batch',
    )
  })

  it('lists the delivery behind a stop', async () => {
    await loadSample(db, RECORDED)
    const rows = await db.answer(batchingRouteMap, { batch: '30001' })
    const stop = rows.find((row) => row['delivery_id'] !== null)!
    const drill = batchingRouteMap.drill!(
      { row: stop, column: 'delivery_id' },
      { batch: '30001', batches: 'auto', on_time_slack: 10, filter: [] },
      db.catalog,
      null,
    )!
    expect((await db.run(drill.plan)).map((row) => row['delivery_id'])).toEqual([stop['delivery_id']])
  })
})

describe('batching-timeline', () => {
  it('gives each delivery of the batch with its moments, from the files', async () => {
    await loadSample(db, RECORDED)
    const deliveries = new Map(csv('deliveries.csv').map((one) => [one['delivery_id'], one]))
    for (const batch of [null, '30002']) {
      const rows = await db.answer(batchingTimeline, { batch })
      const members = csv('batch_deliveries.csv').filter((one) => one['batch_id'] === String(rows[0]!['batch_id']))
      expect(rows.map((row) => row['delivery_id']).sort()).toEqual(members.map((one) => one['delivery_id']).sort())
      for (const row of rows) {
        const delivery = deliveries.get(String(row['delivery_id']))!
        expect([
          row['ordered_at'],
          row['assigned_at'],
          row['arrived_at'],
          row['picked_up_at'],
          row['delivered_at'],
        ]).toEqual(
          [
            'delivery_created_at',
            'assigned_to_driver_at',
            'driver_arrived_at_restaurant_at',
            'picked_up_at',
            'delivered_at',
          ].map((name) => micros(delivery[name]!)),
        )
      }
      const [chart] = batchingTimeline.charts!(tableOf(batchingTimeline, rows), {})
      if (chart?.kind !== 'timeline') throw new Error('no timeline')
      expect(chart.lanes).toHaveLength(rows.length)
      expect(Math.min(...chart.lanes.flatMap((lane) => lane.spans.map((span) => span.start)))).toBe(0)
      for (const lane of chart.lanes)
        lane.spans.forEach((span, at) => {
          expect(span.end).toBeGreaterThan(span.start)
          if (at > 0) expect(span.start).toBeGreaterThanOrEqual(lane.spans[at - 1]!.end)
        })
    }
  })

  it('knows derived batches, and says when there is none', async () => {
    await loadSample(db, { deliveries: 'deliveries_flat.ndjson' })
    const rows = await db.answer(batchingTimeline)
    expect(String(rows[0]!['batch_id'])).toMatch(/^driver \d+, trip \d+$/)
    expect(rows.length).toBeGreaterThanOrEqual(2)
    const none = await db.answer(batchingTimeline, { batch: 'nope' })
    expect(batchingTimeline.charts!(tableOf(batchingTimeline, none), {})[0]!.summary).toContain(
      'There is no such batch',
    )
  })
})
