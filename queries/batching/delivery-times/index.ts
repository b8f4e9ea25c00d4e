import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { numberOf } from '../chartValues'
import definition from './definition.md?raw'
import { deliveryTimesSql } from './deliveryTimesSql'

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const known = rows.map((row) => numberOf(row['minutes'])).filter((minutes) => minutes !== null)
  const mean = known.reduce((sum, minutes) => sum + minutes, 0) / known.length
  const lanes = [...new Set(rows.map((row) => String(row['driver'])))].map((driver) => ({
    label: driver,
    spans: rows.flatMap((row, at) => {
      const [start, end] = [numberOf(row['picked_up_minute']), numberOf(row['delivered_minute'])]
      return row['driver'] !== driver || start === null || end === null
        ? []
        : [
            {
              start: 60 * start,
              end: 60 * end,
              label: `Order ${String(row['order_no'])}`,
              figure: { row: at, column: 'minutes' },
            },
          ]
    }),
  }))
  return [
    {
      kind: 'timeline',
      title: 'Orders on the way',
      summary:
        known.length === 0
          ? 'No order was both picked up and dropped off.'
          : `${known.length} of ${rows.length} orders were delivered, in ${mean.toFixed(1)} minutes on average from the pickup.`,
      lanes,
    },
  ]
}

export const deliveryTimes: Analysis = {
  name: 'delivery-times',
  title: 'Delivery times',
  about: 'How long each order was on the way, from a list of driver actions and the travel times between places.',
  grain: 'one row per order and driver who picked it up',
  definition,
  parameters: [],
  columns: [
    { name: 'order_no', about: 'The order.', format: 'text' },
    { name: 'driver', about: 'Who carried it.', format: 'text' },
    { name: 'picked_up_minute', about: "Minutes on the driver's clock at the pickup.", format: 'decimal' },
    {
      name: 'delivered_minute',
      about: "Minutes on the driver's clock at the drop-off; empty where there was none.",
      format: 'decimal',
    },
    {
      name: 'minutes',
      about: 'From pickup to drop-off; empty where a travel time on the way is not known.',
      format: 'decimal',
    },
    { name: 'missing_legs', about: 'Changes of place on the way without a travel time.', format: 'integer' },
  ],
  reads: { tables: ['actions', 'travel_times'] },
  plan: (_values, catalog) => ({ sql: deliveryTimesSql(catalog) }),
  charts,
}
