import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { ScatterChart } from '../../../src-renderer/chart/marks/scatter'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, isSql } from '../behind'
import { countText, minutesText } from '../chartValues'
import type { FoundTables } from '../deliveryTables'
import { COLUMNS, type Row } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

/** Kinds of stops as the map's legend has them. */
const KINDS: Readonly<Record<string, string>> = {
  restaurant: 'Pickup',
  pickup: 'Pickup',
  customer: 'Drop-off',
  dropoff: 'Drop-off',
  driver_start: 'Start',
  start: 'Start',
}

function check(found: FoundTables): void {
  if (found.waypoint?.columns['lat'] && found.waypoint.columns['lng']) return
  if (
    found.order?.columns['lat'] &&
    found.order.columns['lng'] &&
    found.restaurant?.columns['lat'] &&
    found.restaurant.columns['lng']
  )
    return
  throw new LatheError(
    'not-found',
    'A map needs coordinates: import waypoints with waypoint_lat and waypoint_lng, or restaurants ' +
      '(restaurant_lat, restaurant_lng) and orders (delivery_address_lat, delivery_address_lng).',
    { what: 'table', name: 'waypoints' },
  )
}

function route(
  rows: readonly Row[],
  order: 'planned_stop' | 'actual_stop',
  title: string,
  summary: string,
): ScatterChart {
  const travelled = rows
    .flatMap((row, at) => {
      const stop = row[order]
      return stop === null ? [] : [{ at, stop }]
    })
    .sort((one, two) => one.stop - two.stop)
  return {
    kind: 'scatter',
    title,
    summary,
    isMap: true,
    x: { label: 'Longitude', format: 'ratio' },
    y: { label: 'Latitude', format: 'ratio' },
    path: travelled.map(({ at }) => at),
    points: rows.map((row, at) => {
      const kind = KINDS[row.kind ?? ''] ?? String(row.kind)
      return {
        x: row.longitude,
        y: row.latitude,
        label: row.delivery_id === null ? kind : `${kind} ${row.delivery_id}`,
        group: kind,
        figure: { row: at, column: 'delivery_id' },
      }
    }),
  }
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const [first] = rows
  if (first === undefined)
    return [
      {
        kind: 'scatter',
        title: 'Route',
        summary: 'There is no such batch with coordinates. Choose another one on the left.',
        x: { label: 'Longitude', format: 'decimal' },
        y: { label: 'Latitude', format: 'decimal' },
        points: [],
      },
    ]
  const name = `batch ${first.batch_id}`
  const actual = rows.filter((row) => row.actual_stop !== null)
  const late = rows.flatMap((row) => row.minutes_late ?? [])
  const lateness =
    late.length === 0
      ? ''
      : `, ${minutesText(late.reduce((sum, one) => sum + one, 0) / late.length)} after the plan on average`
  const planned = rows.some((row) => row.planned_at !== null)
  const changed = planned && actual.some((row) => row.planned_stop !== row.actual_stop)
  return [
    ...(actual.length === 0
      ? []
      : [
          route(
            rows,
            'actual_stop',
            `Route of ${name}`,
            `${countText(actual.length, 'stop', 'stops')} in the order in which they were made${lateness}.`,
          ),
        ]),
    ...(!planned || (actual.length > 0 && !changed)
      ? []
      : [
          route(
            rows,
            'planned_stop',
            `Plan of ${name}`,
            changed
              ? 'The stops in the order of the plan, which was not kept.'
              : 'The stops in the order of the plan; none has a time of arrival.',
          ),
        ]),
  ]
}

/** The delivery that a stop is of; all of the batch for its start. */
function drill({ row }: Figure): BehindFigure | null {
  const { batch_id: batch, delivery_id: delivery } = row
  if (batch === undefined || batch === null) return null
  return delivery === null || delivery === undefined
    ? { title: `Deliveries of batch ${String(batch)}`, sql: deliveriesSql(isSql('outcome.batch_key', batch)) }
    : { title: `Delivery ${String(delivery)}`, sql: deliveriesSql(isSql('outcome.delivery_key', delivery)) }
}

export const batchingRouteMap: Analysis = batchingAnalysis({
  name: 'batching-route-map',
  unit: 'batch',
  asked: 'batch_key IN (SELECT trip.batch_key FROM trip)',
  sql,
  definition,
  check,
  charts,
  drill,
  parameters: { batch: { label: 'Batch' } },
  columns: COLUMNS,
})
