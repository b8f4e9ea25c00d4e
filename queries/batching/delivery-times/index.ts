import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { DELIVERY_FILTER } from '../batchingAnalysis'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { deliveryTimesSql, pickupColumns, pickupValuesSql } from './deliveryTimesSql'

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const known = rows.flatMap((row) => row.minutes ?? [])
  const mean = known.reduce((sum, minutes) => sum + minutes, 0) / known.length
  const lanes = [...new Set(rows.map((row) => row.driver))].map((driver) => ({
    label: driver,
    spans: rows.flatMap((row, at) => {
      const [start, end] = [row.picked_up_minute, row.delivered_minute]
      return row.driver !== driver || start === null || end === null
        ? []
        : [{ start: 60 * start, end: 60 * end, label: `Order ${row.order_no}`, figure: { row: at, column: 'minutes' } }]
    }),
  }))
  return [
    {
      kind: 'timeline',
      title: 'Orders on the way',
      summary:
        known.length === 0
          ? 'No order was both picked up and dropped off.'
          : `${known.length} of ${rows.length} orders were delivered, ` +
            `in ${mean.toFixed(1)} minutes on average from the pickup.`,
      lanes,
    },
  ]
}

export const deliveryTimes: Analysis = {
  name: 'delivery-times',
  title: 'Delivery times',
  about: 'How long each order was on its way, from driver actions and travel times between places.',
  grain: 'one row per order and driver who picked it up',
  definition,
  parameters: [{ ...DELIVERY_FILTER, help: 'Only orders whose pickup meets all these conditions.' }],
  columns: columnList(COLUMNS),
  reads: { tables: ['actions', 'travel_times'] },
  counted: {
    columns: (_values, catalog) => pickupColumns(catalog),
    valuesPlan: (values, by, catalog) => ({ sql: pickupValuesSql(values, by, catalog) }),
  },
  plan: (values, catalog) => ({ sql: deliveryTimesSql(values, catalog) }),
  charts,
}
