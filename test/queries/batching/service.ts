import fc from 'fast-check'
import type { ColumnType } from '../../../src-renderer/model/schema'
import type { NativeDuckdb } from '../nativeDuckdb'

/** Times are whole minutes since START. */
export const START_MICROS = Date.UTC(2024, 5, 3, 23, 30) * 1000

export interface Delivery {
  readonly delivery_id: number
  readonly order_id: number
  readonly driver_id: number | null
  readonly created: number | null
  readonly assigned: number | null
  readonly arrived: number | null
  readonly picked: number | null
  readonly dropped: number | null
  readonly estimate: number | null
  readonly recorded: number | null
  readonly miles: number | null
  readonly status: string | null
}

export interface Batch {
  readonly batch_id: number
  readonly algorithm: number
  readonly created: number
  readonly started: number | null
  readonly completed: number | null
  readonly total: number
  readonly plannedMiles: number | null
  readonly actualMiles: number | null
  readonly plannedMinutes: number | null
  readonly actualMinutes: number | null
  readonly efficiency: number | null
  readonly status: 'completed' | 'cancelled' | 'in_progress'
}

export interface Member {
  readonly batch_id: number
  readonly delivery_id: number
  readonly sequence: number
  readonly expectedPickup: number | null
  readonly actualPickup: number | null
  readonly wait: number | null
  readonly delay: number | null
}

interface Waypoint {
  readonly batch_id: number
  readonly expected: number | null
  readonly arrived: number | null
  readonly milesToNext: number | null
}

/** The tables of a small delivery service. An order's restaurant is 201 + order_id % 3; algorithm k is called `algorithm k`, version `v1`. */
export interface Service {
  readonly deliveries: readonly Delivery[]
  readonly batches: readonly Batch[]
  readonly members: readonly Member[]
  readonly waypoints: readonly Waypoint[]
}

export const restaurantOf = (delivery: Delivery): number => 201 + (delivery.order_id % 3)
/** A column of the deliveries that their analyses know nothing of. */
export const zoneOf = (delivery: Delivery): string | null => ['A', 'B', null][delivery.delivery_id % 3] ?? null
export const algorithmName = (key: number): string => `algorithm ${key}`

const minute = fc.integer({ min: 0, max: 40 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>, rarely = 6): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq: rarely })

const delivery = fc.record({
  order_id: fc.integer({ min: 1, max: 8 }),
  driver_id: maybe(fc.integer({ min: 101, max: 103 })),
  created: maybe(minute),
  assigned: maybe(minute, 3),
  arrived: maybe(minute, 3),
  picked: maybe(minute),
  length: fc.integer({ min: -1, max: 9 }),
  dropped: fc.boolean(),
  estimate: maybe(fc.integer({ min: 1, max: 30 })),
  recorded: maybe(fc.integer({ min: 1, max: 45 }), 2),
  miles: maybe(fc.integer({ min: 1, max: 40 }).map((quarter) => quarter / 4)),
  status: maybe(fc.constantFrom('delivered', 'delivered', 'delivered', 'Delivered', 'cancelled', 'picked_up'), 5),
})

const batch = fc.record({
  algorithm: fc.integer({ min: 1, max: 2 }),
  created: minute,
  started: maybe(minute),
  completed: maybe(minute),
  total: fc.integer({ min: 1, max: 3 }),
  plannedMiles: maybe(fc.integer({ min: 0, max: 20 })),
  actualMiles: maybe(fc.integer({ min: 1, max: 20 })),
  plannedMinutes: maybe(fc.integer({ min: 0, max: 40 }), 3),
  actualMinutes: maybe(fc.integer({ min: 1, max: 40 }), 3),
  efficiency: maybe(fc.integer({ min: 1, max: 8 }).map((eighth) => eighth / 8)),
  status: fc.constantFrom('completed', 'completed', 'cancelled', 'in_progress'),
})

/** Small tables with every oddity that the definitions speak of: touching and empty intervals, missing times, deliveries in several batches or twice in one, batches of one. */
export const services: fc.Arbitrary<Service> = fc
  .record({
    deliveries: fc.array(delivery, { maxLength: 12, size: 'max' }),
    batches: fc.array(batch, { maxLength: 5, size: 'max' }),
    members: fc.array(
      fc.record({
        batch: fc.nat(4),
        delivery: fc.nat(11),
        sequence: fc.integer({ min: 1, max: 3 }),
        expectedPickup: maybe(minute),
        actualPickup: maybe(minute),
        wait: maybe(fc.integer({ min: 0, max: 12 }), 3),
        delay: maybe(fc.integer({ min: -5, max: 20 }), 2),
      }),
      { maxLength: 16, size: 'max' },
    ),
    waypoints: fc.array(
      fc.record({
        batch: fc.nat(4),
        expected: maybe(minute),
        arrived: maybe(minute),
        milesToNext: maybe(fc.integer({ min: 0, max: 9 })),
      }),
      { maxLength: 12, size: 'max' },
    ),
  })
  .map((raw) => {
    const batches = raw.batches.map((one, index): Batch => ({ ...one, batch_id: 10 + index, status: one.status }))
    // What a batch says of one delivery is said once; the same pair may come twice.
    const said = new Map<string, Member>()
    const members = raw.members.flatMap(({ batch: at, delivery: nth, ...rest }): Member[] => {
      if (batches.length === 0 || raw.deliveries.length === 0) return []
      const one = { ...rest, batch_id: 10 + (at % batches.length), delivery_id: 1 + (nth % raw.deliveries.length) }
      const key = `${one.batch_id} ${one.delivery_id}`
      if (!said.has(key)) said.set(key, one)
      return [said.get(key)!]
    })
    return {
      batches,
      members,
      deliveries: raw.deliveries.map(({ length, dropped, ...one }, index): Delivery => ({
        ...one,
        delivery_id: index + 1,
        dropped: dropped || one.picked === null ? (one.picked ?? 5) + length : null,
      })),
      waypoints: raw.waypoints
        .filter((one) => one.batch < batches.length)
        .map(({ batch: at, ...one }) => ({ ...one, batch_id: 10 + at })),
    }
  })

/** A minute as a time of the tables. */
export const microsOf = (minutes: number | null): number | null =>
  minutes === null ? null : START_MICROS + minutes * 60_000_000
const at = microsOf

/** Where an order goes to, or a restaurant is, by its id: a few blocks of one town. */
export const placeOf = (id: number): { readonly lat: number; readonly lng: number } => ({
  lat: 37.7 + (id % 4) / 200,
  lng: -122.4 + (id % 7) / 200,
})
const times = (...names: readonly string[]): Record<string, ColumnType> =>
  Object.fromEntries(names.map((name) => [name, 'timestamp']))
const numbers = (type: ColumnType, ...names: readonly string[]): Record<string, ColumnType> =>
  Object.fromEntries(names.map((name) => [name, type]))

/** Loads the tables under the names of the food delivery schema. */
export async function loadService(db: NativeDuckdb, service: Service): Promise<void> {
  db.forget()
  const orders = [...new Set(service.deliveries.map((one) => one.order_id))]
  await db.loadPlain(
    'deliveries',
    service.deliveries.map((one) => ({
      delivery_id: one.delivery_id,
      order_id: one.order_id,
      driver_id: one.driver_id,
      delivery_created_at: at(one.created),
      assigned_to_driver_at: at(one.assigned),
      driver_arrived_at_restaurant_at: at(one.arrived),
      picked_up_at: at(one.picked),
      delivered_at: at(one.dropped),
      estimated_delivery_time_minutes: one.estimate,
      actual_delivery_time_minutes: one.recorded,
      delivery_distance_miles: one.miles,
      delivery_status: one.status,
      zone: zoneOf(one),
    })),
    {
      delivery_id: 'integer',
      order_id: 'integer',
      driver_id: 'integer',
      delivery_status: 'string',
      zone: 'string',
      ...times(
        'delivery_created_at',
        'assigned_to_driver_at',
        'driver_arrived_at_restaurant_at',
        'picked_up_at',
        'delivered_at',
      ),
      ...numbers(
        'double',
        'estimated_delivery_time_minutes',
        'actual_delivery_time_minutes',
        'delivery_distance_miles',
      ),
    },
  )
  await db.loadPlain(
    'orders',
    orders.map((order) => ({
      order_id: order,
      restaurant_id: 201 + (order % 3),
      delivery_address_lat: placeOf(order).lat,
      delivery_address_lng: placeOf(order).lng,
    })),
    {
      ...numbers('integer', 'order_id', 'restaurant_id'),
      ...numbers('double', 'delivery_address_lat', 'delivery_address_lng'),
    },
  )
  await db.loadPlain(
    'drivers',
    [101, 102].map((driver) => ({ driver_id: driver, driver_external_id: `D${driver}`, vehicle_type: 'car' })),
  )
  await db.loadPlain(
    'restaurants',
    [201, 202].map((restaurant) => ({
      restaurant_id: restaurant,
      restaurant_name: `R${restaurant}`,
      can_handle_batch_pickups: true,
      restaurant_lat: placeOf(restaurant).lat,
      restaurant_lng: placeOf(restaurant).lng,
    })),
  )
  await db.loadPlain(
    'algorithms',
    [1, 2].map((key) => ({ batching_algorithm_key: key, algorithm_name: algorithmName(key), algorithm_version: 'v1' })),
  )
  await db.loadPlain(
    'batches',
    service.batches.map((one) => ({
      batch_id: one.batch_id,
      batching_algorithm_key: one.algorithm,
      batch_created_at: at(one.created),
      batch_started_at: at(one.started),
      batch_completed_at: at(one.completed),
      total_deliveries: one.total,
      planned_total_distance_miles: one.plannedMiles,
      actual_total_distance_miles: one.actualMiles,
      planned_total_time_minutes: one.plannedMinutes,
      actual_total_time_minutes: one.actualMinutes,
      batch_efficiency_score: one.efficiency,
      batch_status: one.status,
    })),
    {
      batch_id: 'integer',
      batching_algorithm_key: 'integer',
      batch_status: 'string',
      ...times('batch_created_at', 'batch_started_at', 'batch_completed_at'),
      ...numbers('integer', 'total_deliveries', 'planned_total_time_minutes', 'actual_total_time_minutes'),
      ...numbers('double', 'planned_total_distance_miles', 'actual_total_distance_miles', 'batch_efficiency_score'),
    },
  )
  await db.loadPlain(
    'batch_deliveries',
    service.members.map((one) => ({
      batch_id: one.batch_id,
      delivery_id: one.delivery_id,
      pickup_sequence: one.sequence,
      estimated_pickup_time: at(one.expectedPickup),
      actual_pickup_time: at(one.actualPickup),
      pickup_wait_time_minutes: one.wait,
      delivery_delay_minutes: one.delay,
    })),
    {
      batch_id: 'integer',
      delivery_id: 'integer',
      ...times('estimated_pickup_time', 'actual_pickup_time'),
      ...numbers('integer', 'pickup_sequence', 'pickup_wait_time_minutes', 'delivery_delay_minutes'),
    },
  )
  await db.loadPlain(
    'waypoints',
    service.waypoints.map((one) => ({
      batch_id: one.batch_id,
      estimated_arrival_time: at(one.expected),
      actual_arrival_time: at(one.arrived),
      distance_to_next_miles: one.milesToNext,
    })),
    {
      batch_id: 'integer',
      ...times('estimated_arrival_time', 'actual_arrival_time'),
      distance_to_next_miles: 'double',
    },
  )
  // As after an import with a mapped time: zones are worked out for the time that the data spans.
  db.catalog = {
    ...db.catalog,
    tables: db.catalog.tables.map((table) =>
      table.name === 'deliveries' ? { ...table, minTs: START_MICROS, maxTs: START_MICROS + 3_600_000_000 } : table,
    ),
  }
}
