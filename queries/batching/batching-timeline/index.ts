import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, isSql } from '../behind'
import { countText, minutesText, numberOf } from '../chartValues'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

/** Parts of a delivery from one moment to the next that is known. */
const MOMENTS = [
  ['ordered_at', 'No driver yet'],
  ['assigned_at', 'Driver on the way there'],
  ['arrived_at', 'Waiting at the restaurant'],
  ['picked_up_at', 'On the way to the customer'],
  ['delivered_at', ''],
] as const

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const times = rows.flatMap((row) => MOMENTS.flatMap(([name]) => numberOf(row[name]) ?? []))
  if (times.length === 0)
    return [
      {
        kind: 'timeline',
        title: 'Timeline',
        summary: 'There is no such batch with deliveries that arrived. Choose another one on the left.',
        lanes: [],
      },
    ]
  const start = Math.min(...times)
  const seconds = (micros: number): number => (micros - start) / 1e6
  const minutes = rows.flatMap((row) => numberOf(row['minutes']) ?? [])
  return [
    {
      kind: 'timeline',
      title: `Batch ${String(rows[0]!['batch_id'])}`,
      summary: `${countText(rows.length, 'delivery', 'deliveries')} from the first order on${minutes.length === 0 ? '' : `; they took ${minutesText(minutes.reduce((sum, one) => sum + one, 0) / minutes.length)} on average`}.`,
      lanes: rows.map((row, at) => {
        const known = MOMENTS.flatMap(([name, what]) => {
          const time = numberOf(row[name])
          return time === null ? [] : [{ time, what }]
        })
        return {
          label: `Delivery ${String(row['delivery_id'])}`,
          spans: known.slice(0, -1).flatMap(({ time, what }, index) => {
            const end = known[index + 1]!.time
            if (end <= time) return []
            return [
              {
                start: seconds(time),
                end: seconds(end),
                label: what,
                group: what,
                figure: { row: at, column: 'delivery_id' },
              },
            ]
          }),
        }
      }),
    },
  ]
}

function drill({ row, column }: Figure): BehindFigure | null {
  if (row['delivery_id'] === undefined) return null
  return column === 'batch_id'
    ? {
        title: `Deliveries of batch ${String(row['batch_id'])}`,
        sql: deliveriesSql(isSql('o.batch_key', row['batch_id'])),
      }
    : {
        title: `Delivery ${String(row['delivery_id'])}`,
        sql: deliveriesSql(isSql('o.delivery_key', row['delivery_id'])),
      }
}

export const batchingTimeline: Analysis = batchingAnalysis({
  name: 'batching-timeline',
  sql,
  definition,
  charts,
  drill,
  parameters: { batch: { label: 'Batch' } },
  columns: [
    { name: 'batch_id', about: 'The batch.', format: 'text' },
    { name: 'delivery_id', about: 'The delivery.', format: 'text' },
    { name: 'driver_id', about: 'Its driver.', format: 'text' },
    { name: 'restaurant_id', about: 'Its restaurant.', format: 'text' },
    { name: 'pickup_sequence', about: 'Place of its pickup in the batch.', format: 'integer' },
    { name: 'ordered_at', about: 'When it was ordered.', format: 'datetime' },
    { name: 'assigned_at', about: 'When a driver was assigned.', format: 'datetime' },
    { name: 'arrived_at', about: 'When the driver arrived at the restaurant.', format: 'datetime' },
    { name: 'picked_up_at', about: 'When it was picked up.', format: 'datetime' },
    { name: 'delivered_at', about: 'When it was dropped off.', format: 'datetime' },
    { name: 'minutes', about: 'Minutes from order to drop-off.', format: 'decimal' },
    { name: 'delay_minutes', about: 'Minutes beyond the estimate; negative is early.', format: 'decimal' },
    { name: 'is_on_time', about: 'Whether it came no later than estimate and slack.', format: 'boolean' },
  ],
})
