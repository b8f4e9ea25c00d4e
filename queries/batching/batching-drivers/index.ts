import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { batchesOfDeliveriesSql, deliveriesSql, IN_DATES, isSql } from '../behind'
import { SHARED } from '../batchingPlace'
import { countText } from '../chartValues'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

const RATINGS = ['excellent', 'good', 'needs improvement'] as const

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const both = rows.flatMap((row, index) => {
    const [x, y] = [row.individual_minutes, row.batched_minutes]
    return x === null || y === null
      ? []
      : [
          {
            x,
            y,
            label: `Driver ${row.driver_name ?? row.driver_id}`,
            group: row.adaptation ?? 'not rated',
            size: row.deliveries,
            figure: { row: index, column: 'deliveries' },
          },
        ]
  })
  const slower = both.filter((point) => point.y > point.x).length
  const rated = RATINGS.map((rating) => ({ x: rating, y: rows.filter((row) => row.adaptation === rating).length }))
  return [
    {
      kind: 'scatter',
      title: 'Batched against individual minutes by driver',
      summary:
        both.length === 0
          ? 'No driver in these dates has deliveries of both kinds.'
          : `${countText(slower, 'driver takes', 'drivers take')} longer for a batched delivery ` +
            `than for an individual one, of ${countText(both.length, 'driver', 'drivers')} with both.`,
      x: { label: 'Mean minutes, individual', format: 'decimal' },
      y: { label: 'Mean minutes, batched', format: 'decimal' },
      points: both,
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'How drivers adapted to batching',
      summary: `${rated.map(({ x, y }) => `${y} ${x}`).join(', ')}, by the mean delay of their batched deliveries.`,
      x: { label: 'Adaptation', type: 'category' },
      y: { label: 'Drivers', format: 'integer' },
      series: [{ name: 'Drivers', points: rated }],
    },
  ]
}

/** The driver's deliveries, of one kind or both, or the batches that they were carried in. */
function drill({ row, column }: Figure): BehindFigure | null {
  if (row['driver_id'] === undefined) return null
  const own = `${isSql('outcome.driver_key', row['driver_id'])} AND ${IN_DATES}`
  const name = `driver ${String(row['driver_name'] ?? row['driver_id'])}`
  if (column === 'batches' || column === 'efficiency')
    return { title: `Batches of ${name}`, sql: batchesOfDeliveriesSql(own) }
  const type = /^(individual|batched)_/.exec(column)?.[1]
  const what = type === undefined ? 'Deliveries' : type === 'batched' ? 'Batched deliveries' : 'Individual deliveries'
  return {
    title: `${what} of ${name}`,
    sql: deliveriesSql(`${own}${type === undefined ? '' : ` AND outcome.delivery_type = '${type}'`}`),
  }
}

function leftOut(values: ParameterValues): readonly LeftOut[] {
  const least = Number(values['min_deliveries'])
  return [
    {
      name: 'few-deliveries',
      one: `1 driver with fewer than ${least} deliveries is left out`,
      many: `{n} drivers with fewer than ${least} deliveries are left out`,
      sql: `WITH
  ${SHARED},
  -- Drivers with too few deliveries
  rare_drivers AS (
    SELECT driver_key
    FROM outcome
    WHERE driver_key IS NOT NULL
      AND ${IN_DATES}
    GROUP BY driver_key
    HAVING count(*) < $min_deliveries
  )
SELECT count(*)
FROM rare_drivers`,
    },
  ]
}

export const batchingDrivers: Analysis = batchingAnalysis({
  name: 'batching-drivers',
  unit: 'delivery',
  sql,
  definition,
  charts,
  drill,
  leftOut,
  parameters: { min_deliveries: { label: 'Deliveries at least', min: 1 } },
  columns: COLUMNS,
})
