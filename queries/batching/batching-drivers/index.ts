import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { batchesSql, deliveriesSql, IN_DATES, isSql } from '../behind'
import { countText, numberOf } from '../chartValues'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

const RATINGS = ['excellent', 'good', 'needs improvement'] as const

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const both = rows.flatMap((row, index) => {
    const [x, y] = [numberOf(row['individual_minutes']), numberOf(row['batched_minutes'])]
    const name = row['driver_name'] ?? row['driver_id']
    return x === null || y === null
      ? []
      : [
          {
            x,
            y,
            label: `Driver ${String(name)}`,
            group: typeof row['adaptation'] === 'string' ? row['adaptation'] : 'not rated',
            size: numberOf(row['deliveries']) ?? 1,
            figure: { row: index, column: 'deliveries' },
          },
        ]
  })
  const slower = both.filter((point) => point.y > point.x).length
  const rated = RATINGS.map((rating) => ({ x: rating, y: rows.filter((row) => row['adaptation'] === rating).length }))
  return [
    {
      kind: 'scatter',
      title: 'Batched against individual minutes by driver',
      summary:
        both.length === 0
          ? 'No driver in these dates has deliveries of both kinds.'
          : `${countText(slower, 'driver takes', 'drivers take')} longer for a batched delivery than for an individual one, of ${countText(both.length, 'driver', 'drivers')} with both.`,
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
  const own = `${isSql('o.driver_key', row['driver_id'])} AND ${IN_DATES}`
  const name = `driver ${String(row['driver_name'] ?? row['driver_id'])}`
  if (column === 'batches' || column === 'efficiency')
    return {
      title: `Batches of ${name}`,
      sql: batchesSql(`t.batch_key IN (SELECT o.batch_key FROM outcome o WHERE ${own})`),
    }
  const type = /^(individual|batched)_/.exec(column)?.[1]
  return {
    title: `${type === undefined ? 'Deliveries' : type === 'batched' ? 'Batched deliveries' : 'Individual deliveries'} of ${name}`,
    sql: deliveriesSql(`${own}${type === undefined ? '' : ` AND o.delivery_type = '${type}'`}`),
  }
}

function leftOut(values: ParameterValues): readonly LeftOut[] {
  const least = Number(values['min_deliveries'])
  return [
    {
      name: 'few-deliveries',
      one: `1 driver with fewer than ${least} deliveries is left out`,
      many: `{n} drivers with fewer than ${least} deliveries are left out`,
      sql: `SELECT count(*) FROM (
  SELECT driver_key FROM outcome WHERE driver_key IS NOT NULL AND ($from IS NULL OR date >= $from) AND ($to IS NULL OR date <= $to)
  GROUP BY driver_key HAVING count(*) < $min_deliveries)`,
    },
  ]
}

export const batchingDrivers: Analysis = batchingAnalysis({
  name: 'batching-drivers',
  sql,
  definition,
  charts,
  drill,
  leftOut,
  parameters: { min_deliveries: { label: 'Deliveries at least', min: 1 } },
  columns: [
    { name: 'driver_id', about: 'Driver.', format: 'text' },
    { name: 'driver_name', about: "The driver's external id or name, from the table of drivers.", format: 'text' },
    { name: 'vehicle_type', about: 'Vehicle, from the table of drivers.', format: 'text' },
    { name: 'deliveries', about: 'Deliveries that arrived.', format: 'integer' },
    { name: 'individual_deliveries', about: 'Of those, driven alone.', format: 'integer' },
    { name: 'batched_deliveries', about: 'Of those, carried in a batch.', format: 'integer' },
    { name: 'batches', about: 'Batches that they were carried in.', format: 'integer' },
    { name: 'individual_minutes', about: 'Mean minutes of individual deliveries.', format: 'decimal' },
    { name: 'batched_minutes', about: 'Mean minutes of batched deliveries.', format: 'decimal' },
    { name: 'extra_minutes', about: 'Batched minus individual mean minutes.', format: 'decimal' },
    { name: 'individual_on_time_pct', about: 'Share of individual deliveries on time, in %.', format: 'percent' },
    { name: 'batched_on_time_pct', about: 'Share of batched deliveries on time, in %.', format: 'percent' },
    { name: 'efficiency', about: "Mean score of the driver's batches, each once.", format: 'decimal' },
    {
      name: 'batched_delay_minutes',
      about: 'Mean minutes of batched deliveries beyond their estimate.',
      format: 'decimal',
    },
    { name: 'adaptation', about: 'excellent (delay below 5), good (below 10) or needs improvement.', format: 'text' },
  ],
})
