import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, isSql } from '../behind'
import { countText, minutesText } from '../chartValues'
import { COLUMNS } from './columns'
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
  const rows = rowsOf(COLUMNS, result)
  const times = rows.flatMap((row) => MOMENTS.flatMap(([name]) => row[name] ?? []))
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
  const minutes = rows.flatMap(({ minutes: one }) => one ?? [])
  const took =
    minutes.length === 0
      ? ''
      : `; they took ${minutesText(minutes.reduce((sum, one) => sum + one, 0) / minutes.length)} on average`
  return [
    {
      kind: 'timeline',
      title: `Batch ${rows[0]?.batch_id ?? ''}`,
      summary: `${countText(rows.length, 'delivery', 'deliveries')} from the first order on${took}.`,
      lanes: rows.map((row, at) => {
        const known = MOMENTS.flatMap(([name, what]) => {
          const time = row[name]
          return time === null ? [] : [{ time, what }]
        })
        return {
          label: `Delivery ${row.delivery_id}`,
          spans: known.flatMap(({ time, what }, index) => {
            const end = known[index + 1]?.time
            if (end === undefined || end <= time) return []
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
        sql: deliveriesSql(isSql('outcome.batch_key', row['batch_id'])),
      }
    : {
        title: `Delivery ${String(row['delivery_id'])}`,
        sql: deliveriesSql(isSql('outcome.delivery_key', row['delivery_id'])),
      }
}

export const batchingTimeline: Analysis = batchingAnalysis({
  name: 'batching-timeline',
  unit: 'batch',
  sql,
  definition,
  charts,
  drill,
  parameters: { batch: { label: 'Batch' } },
  columns: COLUMNS,
})
