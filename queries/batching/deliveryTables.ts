import { LatheError } from '../../src-renderer/model/error'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { DataNeed } from '../../src-renderer/query/contract/dataNeed'
import { nearest } from '../../src-renderer/query/sql/nearest'

/** What a column holds. An id has the same SQL type in every table (see idType), so that joins need no casts. */
export type FieldKind = 'id' | 'time' | 'number' | 'text'

/** A column as the analyses call it, and the names that it goes by in files, best first. */
interface Field {
  readonly kind: FieldKind
  readonly names: readonly string[]
}

interface Shape {
  /** Names that the table goes by, without `fact_` or `dim_`. */
  readonly tables: readonly string[]
  readonly fields: Readonly<Record<string, Field>>
}

const id = (...names: string[]): Field => ({ kind: 'id', names })
const time = (...names: string[]): Field => ({ kind: 'time', names })
const number = (...names: string[]): Field => ({ kind: 'number', names })
const text = (...names: string[]): Field => ({ kind: 'text', names })

/** The tables of a delivery service and the columns that are read; everything but driver, pickup and drop-off may be missing. */
export const SHAPES = {
  delivery: {
    tables: ['deliveries', 'delivery', 'delivery_log', 'deliveries_flat'],
    fields: {
      delivery_key: id('delivery_id'),
      order_key: id('order_id'),
      driver_key: id('driver_id', 'courier_id', 'dasher_id'),
      restaurant_key: id('restaurant_id', 'store_id', 'merchant_id'),
      created_at: time('delivery_created_at', 'created_at', 'ordered_at', 'order_timestamp', 'order_time'),
      assigned_at: time('assigned_to_driver_at', 'assigned_at'),
      arrived_at: time('driver_arrived_at_restaurant_at', 'arrived_at_restaurant_at', 'arrived_at'),
      picked_up_at: time('picked_up_at', 'pickup_at', 'pickup_time', 'actual_pickup_time'),
      delivered_at: time(
        'delivered_at',
        'dropped_off_at',
        'dropoff_at',
        'dropoff_time',
        'delivery_time',
        'actual_dropoff_time',
      ),
      estimated_minutes: number('estimated_delivery_time_minutes', 'estimate_minutes', 'estimated_minutes'),
      recorded_minutes: number('actual_delivery_time_minutes', 'actual_minutes'),
      miles: number('delivery_distance_miles', 'distance_miles', 'miles'),
      status: text('delivery_status', 'status'),
    },
  },
  order: {
    tables: ['orders', 'order'],
    fields: {
      order_key: id('order_id'),
      restaurant_key: id('restaurant_id', 'store_id', 'merchant_id'),
      created_at: time('order_timestamp', 'ordered_at', 'created_at'),
      lat: number('delivery_address_lat', 'delivery_lat', 'dropoff_lat', 'customer_lat'),
      lng: number('delivery_address_lng', 'delivery_lng', 'dropoff_lng', 'customer_lng'),
      prep_minutes: number('estimated_prep_time_minutes', 'prep_minutes'),
      fee_cents: number('delivery_fee_cents'),
      tip_cents: number('tip_amount_cents', 'tip_cents'),
    },
  },
  driver: {
    tables: ['drivers', 'driver', 'couriers', 'dashers'],
    fields: {
      driver_key: id('driver_id', 'courier_id', 'dasher_id'),
      driver_name: text('driver_external_id', 'driver_name', 'name'),
      vehicle_type: text('vehicle_type', 'vehicle'),
    },
  },
  restaurant: {
    tables: ['restaurants', 'restaurant', 'stores', 'merchants'],
    fields: {
      restaurant_key: id('restaurant_id', 'store_id', 'merchant_id'),
      restaurant_name: text('restaurant_name', 'store_name', 'name'),
      can_handle_batch_pickups: text('can_handle_batch_pickups'),
      lat: number('restaurant_lat', 'pickup_lat', 'lat', 'latitude'),
      lng: number('restaurant_lng', 'pickup_lng', 'lng', 'longitude'),
      prep_minutes: number('avg_prep_time_minutes', 'prep_minutes'),
    },
  },
  algorithm: {
    tables: ['algorithms', 'batching_algorithms', 'algorithm'],
    fields: {
      algorithm_key: id('batching_algorithm_key', 'algorithm_key', 'algorithm_id'),
      algorithm_name: text('algorithm_name', 'name'),
      algorithm_version: text('algorithm_version', 'version'),
    },
  },
  batch: {
    tables: ['batches', 'delivery_batches', 'batch'],
    fields: {
      batch_key: id('batch_id'),
      algorithm_key: id('batching_algorithm_key', 'algorithm_key', 'algorithm_id'),
      created_at: time('batch_created_at', 'created_at'),
      started_at: time('batch_started_at', 'started_at'),
      completed_at: time('batch_completed_at', 'completed_at'),
      total_deliveries: number('total_deliveries'),
      planned_miles: number('planned_total_distance_miles'),
      actual_miles: number('actual_total_distance_miles'),
      planned_minutes: number('planned_total_time_minutes'),
      actual_minutes: number('actual_total_time_minutes'),
      efficiency: number('batch_efficiency_score', 'efficiency_score'),
      status: text('batch_status', 'status'),
    },
  },
  batch_delivery: {
    tables: ['batch_deliveries', 'batch_delivery'],
    fields: {
      batch_key: id('batch_id'),
      delivery_key: id('delivery_id'),
      pickup_sequence: number('pickup_sequence'),
      estimated_pickup_at: time('estimated_pickup_time'),
      actual_pickup_at: time('actual_pickup_time'),
      wait_minutes: number('pickup_wait_time_minutes'),
      delay_minutes: number('delivery_delay_minutes'),
    },
  },
  waypoint: {
    tables: ['waypoints', 'batch_waypoints'],
    fields: {
      batch_key: id('batch_id'),
      delivery_key: id('delivery_id'),
      kind: text('waypoint_type', 'type'),
      sequence: number('sequence_order', 'sequence'),
      lat: number('waypoint_lat', 'lat', 'latitude'),
      lng: number('waypoint_lng', 'lng', 'longitude'),
      estimated_arrival_at: time('estimated_arrival_time'),
      actual_arrival_at: time('actual_arrival_time'),
      miles_to_next: number('distance_to_next_miles'),
    },
  },
} as const satisfies Record<string, Shape>

export type TableRole = keyof typeof SHAPES
export const TABLE_ROLES = Object.keys(SHAPES) as readonly TableRole[]

/** A table that was found, with the column behind each field; null where the table has none. */
interface FoundTable {
  readonly table: CatalogTable
  readonly columns: Readonly<Record<string, ColumnSchema | null>>
}

export type FoundTables = { readonly delivery: FoundTable } & {
  readonly [role in Exclude<TableRole, 'delivery'>]: FoundTable | null
}

/** By the name in the file first: an imported event log calls its driver `user_id`, but still knows that it was `driver_id`. */
function columnOf(table: CatalogTable, field: Field): ColumnSchema | null {
  for (const name of field.names) {
    const found =
      table.columns.find((column) => column.name !== 'user_key' && column.source.toLowerCase() === name) ??
      table.columns.find((column) => column.name.toLowerCase() === name)
    if (found !== undefined) return found
  }
  return null
}

function columnsOf(table: CatalogTable, role: TableRole): FoundTable {
  const fields: Readonly<Record<string, Field>> = SHAPES[role].fields
  return {
    table,
    columns: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, columnOf(table, field)])),
  }
}

function tableOf(catalog: Catalog, role: TableRole): CatalogTable | null {
  const names: readonly string[] = SHAPES[role].tables
  for (const name of names) {
    const found = catalog.tables.find((table) => table.name.toLowerCase().replace(/^(fact|dim)_/, '') === name)
    if (found !== undefined) return found
  }
  return null
}

const NEEDED = ['driver_key', 'picked_up_at', 'delivered_at'] as const

/** What analyses of deliveries cannot do without. */
export const NEEDS_DELIVERIES: DataNeed = {
  what: 'a table of deliveries',
  of: 'any',
  columns: NEEDED.map((name) => SHAPES.delivery.fields[name].names),
}

function isDeliveryLog(table: CatalogTable): boolean {
  const { columns } = columnsOf(table, 'delivery')
  return NEEDED.every((name) => columns[name] !== null)
}

function deliveryTable(catalog: Catalog, source: string | null): CatalogTable {
  const names = catalog.tables.map((table) => table.name)
  const logs = catalog.tables.filter(isDeliveryLog)
  const wanted = source === null ? tableOf(catalog, 'delivery') : catalog.tables.find((table) => table.name === source)
  if (source !== null && wanted === undefined) {
    throw new LatheError('not-found', `There is no table "${source}"; the tables are ${names.join(', ')}.`, {
      what: 'table',
      name: source,
      candidates: nearest(source, names),
    })
  }
  if (wanted !== null && wanted !== undefined) {
    const { columns } = columnsOf(wanted, 'delivery')
    const missing = NEEDED.find((name) => columns[name] === null)
    if (missing === undefined) return wanted
    if (source !== null || logs.length !== 1) {
      const [name = missing] = SHAPES.delivery.fields[missing].names
      throw new LatheError(
        'not-found',
        `Table "${wanted.name}" has no column ${name}; batching needs the driver, pickup and drop-off of each delivery (driver_id, picked_up_at, delivered_at).`,
        {
          what: 'column',
          name,
          candidates: nearest(
            name,
            wanted.columns.map((column) => column.name),
          ),
        },
      )
    }
  }
  const only = logs.length === 1 ? logs[0] : undefined
  if (only !== undefined) return only
  throw new LatheError(
    'not-found',
    logs.length === 0
      ? 'There is no table of deliveries; import one with driver_id, picked_up_at and delivered_at and name it "deliveries".'
      : `Several tables hold deliveries (${logs.map((table) => table.name).join(', ')}); choose one of them.`,
    { what: 'table', name: 'deliveries', candidates: logs.map((table) => table.name) },
  )
}

/**
 * Finds the tables by their names (with or without `fact_` and `dim_`), and the deliveries by their columns when no table
 * is called that. `source` names the table of deliveries outright. Throws `not-found` with what is needed.
 */
export function findDeliveryTables(catalog: Catalog, source: string | null): FoundTables {
  const delivery = deliveryTable(catalog, source)
  const other = (role: Exclude<TableRole, 'delivery'>): FoundTable | null => {
    const table = tableOf(catalog, role)
    return table === null || table === delivery ? null : columnsOf(table, role)
  }
  return {
    delivery: columnsOf(delivery, 'delivery'),
    order: other('order'),
    driver: other('driver'),
    restaurant: other('restaurant'),
    algorithm: other('algorithm'),
    batch: other('batch'),
    batch_delivery: other('batch_delivery'),
    waypoint: other('waypoint'),
  }
}
