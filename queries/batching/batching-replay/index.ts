import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { resultColumns, rowsOf, type NumberColumn } from '../../../src-renderer/query/analysis/resultColumns'
import { LatheError } from '../../../src-renderer/model/error'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantile } from '../../../src-renderer/stats/spread'
import { batchingAnalysis } from '../batchingAnalysis'
import { countText, minutesText } from '../chartValues'
import type { FoundTables } from '../deliveryTables'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'
import { replay, type LoggedOrder } from './replay'

/** The windows of the sweep, in minutes. */
const WINDOWS = [0, 2, 5, 10, 15, 20, 30]

function check(found: FoundTables): void {
  if (
    found.order?.columns['lat'] &&
    found.order.columns['lng'] &&
    found.restaurant?.columns['lat'] &&
    found.restaurant.columns['lng']
  )
    return
  throw new LatheError(
    'not-found',
    'A replay needs to know where orders come from and go to: import restaurants (restaurant_lat, restaurant_lng) ' +
      'and orders (delivery_address_lat, delivery_address_lng).',
    { what: 'table', name: 'orders' },
  )
}

/** What query.sql gives. */
const LOGGED = resultColumns({
  id: { about: 'The delivery.', format: 'text' },
  ordered_at: { about: 'When it was ordered, in minutes.', format: 'decimal' },
  ready_at: { about: 'When its food was ready, in minutes.', format: 'decimal' },
  from_lat: { about: 'Latitude of the restaurant.', format: 'decimal' },
  from_lng: { about: 'Longitude of the restaurant.', format: 'decimal' },
  to_lat: { about: 'Latitude of the address.', format: 'decimal' },
  to_lng: { about: 'Longitude of the address.', format: 'decimal' },
})

function finish(answer: ResultTable, values: ParameterValues): ResultTable {
  const orders = rowsOf(LOGGED, answer).map((row): LoggedOrder => ({
    id: row.id,
    orderedAt: row.ordered_at,
    readyAt: row.ready_at,
    restaurant: { lat: row.from_lat, lng: row.from_lng },
    address: { lat: row.to_lat, lng: row.to_lng },
  }))
  const rule = {
    radiusMiles: Number(values['radius'] ?? 1),
    cap: Number(values['cap'] ?? 3),
    mph: Number(values['mph'] ?? 15),
    stopMinutes: Number(values['stop_minutes'] ?? 2),
  }
  const windows = typeof values['window'] === 'number' ? [values['window']] : WINDOWS
  return declaredResult(
    COLUMNS,
    orders.length === 0
      ? []
      : windows.map((windowMinutes) => {
          const batches = replay(orders, { ...rule, windowMinutes })
          const minutes = Float64Array.from(
            batches.flatMap((batch) =>
              batch.orders.map((order, at) => (batch.deliveredAt[at] ?? NaN) - order.orderedAt),
            ),
          ).sort()
          const sum = (one: (batch: (typeof batches)[number]) => number): number =>
            batches.reduce((total, batch) => total + one(batch), 0)
          return {
            window_minutes: windowMinutes,
            orders: orders.length,
            batches: batches.length,
            orders_per_batch: orders.length / batches.length,
            batched_pct: (100 * sum((batch) => (batch.orders.length > 1 ? batch.orders.length : 0))) / orders.length,
            mean_minutes: minutes.reduce((total, one) => total + one, 0) / orders.length,
            p90_minutes: quantile(minutes, 0.9),
            miles_per_order: sum((batch) => batch.miles) / orders.length,
            driver_minutes_per_order: sum((batch) => batch.endedAt - batch.startedAt) / orders.length,
          }
        }),
  )
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const [first, last] = [rows[0], rows.at(-1)]
  const summary =
    first === undefined || last === undefined
      ? 'No order in these dates has a time and coordinates.'
      : first === last
        ? `${countText(first.orders, 'order', 'orders')} in ${countText(first.batches, 'batch', 'batches')}, ` +
          `${minutesText(first.mean_minutes)} from order to drop-off.`
        : `A window of ${last.window_minutes} minutes instead of ${first.window_minutes} puts ` +
          `${formatFixed(last.orders_per_batch, 2)} orders in a batch instead of ${formatFixed(first.orders_per_batch, 2)}, ` +
          `takes ${minutesText(last.mean_minutes - first.mean_minutes)} longer ` +
          `and saves ${formatFixed(first.miles_per_order - last.miles_per_order, 2)} miles an order.`
  const line = (column: NumberColumn<typeof COLUMNS>, title: string, label: string, what: string): ChartSpec => ({
    kind: 'line',
    title,
    summary: what,
    x: { label: 'Window in minutes', type: 'number' },
    y: { label, format: 'decimal', zero: true },
    series: [
      {
        name: label,
        points: rows.map((row, at) => ({ x: row.window_minutes, y: row[column], figure: { row: at, column } })),
      },
    ],
  })
  return [
    {
      kind: 'scatter',
      title: 'Minutes against orders per batch',
      summary,
      x: { label: 'Orders per batch', format: 'decimal' },
      y: { label: 'Mean minutes from order to drop-off', format: 'decimal' },
      points: rows.map((row, at) => ({
        x: row.orders_per_batch,
        y: row.mean_minutes,
        label: `window ${row.window_minutes} min`,
        figure: { row: at, column: 'orders' },
      })),
    },
    ...(rows.length < 2
      ? []
      : [
          line(
            'miles_per_order',
            'Miles per order',
            'Miles',
            'From the first pickup to the last drop-off, on straight lines.',
          ),
          line(
            'driver_minutes_per_order',
            "Driver's minutes per order",
            'Minutes',
            'From the first pickup to the last drop-off, shared among the orders of a batch.',
          ),
        ]),
  ]
}

export const batchingReplay: Analysis = batchingAnalysis({
  name: 'batching-replay',
  unit: 'delivery',
  asked: 'delivery.delivery_key IN (SELECT outcome.delivery_key FROM outcome)',
  sql,
  withoutOutcomes: true,
  definition,
  check,
  charts,
  finish,
  parameters: {
    window: { label: 'Window (minutes)', min: 0, max: 1440 },
    radius: { label: 'Radius (miles)', min: 0, max: 1000 },
    cap: { label: 'Largest batch', min: 1, max: 50 },
    mph: { label: 'Miles an hour', min: 0.1, max: 200, more: true },
    stop_minutes: { label: 'Minutes a stop', min: 0, max: 120, more: true },
  },
  columns: COLUMNS,
})
