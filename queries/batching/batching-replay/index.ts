import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantile } from '../../../src-renderer/stats/spread'
import { batchingAnalysis } from '../batchingAnalysis'
import { countText, minutesText, numberOf } from '../chartValues'
import type { FoundTables } from '../deliveryTables'
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
    'A replay needs to know where orders come from and go to: import restaurants (restaurant_lat, restaurant_lng) and orders (delivery_address_lat, delivery_address_lng).',
    { what: 'table', name: 'orders' },
  )
}

function finish(answer: ResultTable, values: ParameterValues): ResultTable {
  const orders = answer
    .rows()
    .map((row): LoggedOrder => ({
      id: String(row['id']),
      orderedAt: Number(row['ordered_at']),
      readyAt: Number(row['ready_at']),
      restaurant: { lat: Number(row['from_lat']), lng: Number(row['from_lng']) },
      address: { lat: Number(row['to_lat']), lng: Number(row['to_lng']) },
    }))
  const rule = {
    radiusMiles: Number(values['radius'] ?? 1),
    cap: Number(values['cap'] ?? 3),
    mph: Number(values['mph'] ?? 15),
    stopMinutes: Number(values['stop_minutes'] ?? 2),
  }
  const windows = typeof values['window'] === 'number' ? [values['window']] : WINDOWS
  return computedResult(
    [
      { name: 'window_minutes', type: 'double' },
      { name: 'orders', type: 'integer' },
      { name: 'batches', type: 'integer' },
      { name: 'orders_per_batch', type: 'double' },
      { name: 'batched_pct', type: 'double' },
      { name: 'mean_minutes', type: 'double' },
      { name: 'p90_minutes', type: 'double' },
      { name: 'miles_per_order', type: 'double' },
      { name: 'driver_minutes_per_order', type: 'double' },
    ],
    orders.length === 0
      ? []
      : windows.map((windowMinutes) => {
          const batches = replay(orders, { ...rule, windowMinutes })
          const minutes = Float64Array.from(
            batches.flatMap((batch) => batch.orders.map((order, at) => batch.deliveredAt[at]! - order.orderedAt)),
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
  const rows = result.rows()
  const value = (row: (typeof rows)[number] | undefined, name: string): number => numberOf(row?.[name]) ?? 0
  const [first, last] = [rows[0], rows.at(-1)]
  const summary =
    first === undefined || last === undefined
      ? 'No order in these dates has a time and coordinates.'
      : first === last
        ? `${countText(value(first, 'orders'), 'order', 'orders')} in ${countText(value(first, 'batches'), 'batch', 'batches')}, ${minutesText(value(first, 'mean_minutes'))} from order to drop-off.`
        : `A window of ${value(last, 'window_minutes')} minutes instead of ${value(first, 'window_minutes')} puts ${value(last, 'orders_per_batch').toFixed(2)} orders in a batch instead of ${value(first, 'orders_per_batch').toFixed(2)}, takes ${minutesText(value(last, 'mean_minutes') - value(first, 'mean_minutes'))} longer and saves ${(value(first, 'miles_per_order') - value(last, 'miles_per_order')).toFixed(2)} miles an order.`
  const line = (column: string, title: string, label: string, what: string): ChartSpec => ({
    kind: 'line',
    title,
    summary: what,
    x: { label: 'Window in minutes', type: 'number' },
    y: { label, format: 'decimal', zero: true },
    series: [
      {
        name: label,
        points: rows.map((row, at) => ({
          x: value(row, 'window_minutes'),
          y: numberOf(row[column]),
          figure: { row: at, column },
        })),
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
        x: value(row, 'orders_per_batch'),
        y: value(row, 'mean_minutes'),
        label: `window ${value(row, 'window_minutes')} min`,
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
  sql,
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
  columns: [
    { name: 'window_minutes', about: 'Minutes that a first order may wait for others.', format: 'decimal' },
    { name: 'orders', about: 'Orders replayed.', format: 'integer' },
    { name: 'batches', about: 'Batches made of them, those of one order included.', format: 'integer' },
    { name: 'orders_per_batch', about: 'Orders divided by batches.', format: 'decimal' },
    { name: 'batched_pct', about: 'Share of orders in batches of two or more, in %.', format: 'percent' },
    { name: 'mean_minutes', about: 'Mean minutes from order to drop-off.', format: 'decimal' },
    { name: 'p90_minutes', about: 'Minutes that nine of ten orders did not exceed.', format: 'decimal' },
    {
      name: 'miles_per_order',
      about: 'Straight-line miles from first pickup to last drop-off, per order.',
      format: 'decimal',
    },
    {
      name: 'driver_minutes_per_order',
      about: 'Minutes from first pickup to last drop-off, per order.',
      format: 'decimal',
    },
  ],
})
