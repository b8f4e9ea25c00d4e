import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec, ValueFormat } from '../../../src-renderer/chart/spec'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { batchesSql, deliveriesSql, IN_DATES } from '../behind'
import { minutesText, numberOf, percentText } from '../chartValues'
import definition from './definition.md?raw'
import { kpis } from './kpis'
import sql from './query.sql?raw'

type Measure = readonly [column: string, label: string]

function compare(
  result: ResultTable,
  title: string,
  summary: string,
  yLabel: string,
  format: ValueFormat,
  measures: readonly Measure[],
): BarChart {
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title,
    summary,
    x: { label: '', type: 'category' },
    y: { label: yLabel, format },
    series: result
      .rows()
      .map((row, index) => ({
        name: row['delivery_type'] === 'batched' ? 'Batched' : 'Individual',
        points: measures.map(([column, label]) => ({
          x: label,
          y: numberOf(row[column]),
          figure: { row: index, column },
        })),
      })),
  }
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const side = (type: string): Readonly<Record<string, unknown>> =>
    result.rows().find((row) => row['delivery_type'] === type) ?? {}
  const value = (type: string, column: string): number | null => numberOf(side(type)[column])
  const [together, alone] = [value('batched', 'mean_minutes'), value('individual', 'mean_minutes')]
  const slower =
    together === null || alone === null
      ? 'There are no deliveries of both kinds in these dates.'
      : `A batched delivery took ${minutesText(Math.abs(together - alone))} ${together >= alone ? 'longer' : 'less'} than an individual one (${minutesText(together)} against ${minutesText(alone)}).`
  const [onTimeTogether, onTimeAlone] = [value('batched', 'on_time_pct'), value('individual', 'on_time_pct')]
  const onTime =
    onTimeTogether === null || onTimeAlone === null
      ? 'Deliveries that came no later than the estimate and the slack.'
      : `${percentText(onTimeTogether)} of batched and ${percentText(onTimeAlone)} of individual deliveries came on time.`
  const [milesTogether, milesAlone] = [
    value('batched', 'miles_per_delivery'),
    value('individual', 'miles_per_delivery'),
  ]
  const miles =
    milesTogether === null || milesAlone === null
      ? null
      : `A batched delivery took ${milesTogether.toFixed(2)} miles, an individual one ${milesAlone.toFixed(2)}.`
  return [
    compare(result, 'Minutes per delivery', slower, 'Minutes', 'decimal', [
      ['mean_minutes', 'Mean'],
      ['median_minutes', 'Median'],
      ['mean_delay_minutes', 'Delay'],
      ['mean_wait_minutes', 'Wait at the restaurant'],
      ['driver_minutes_per_delivery', "Driver's time"],
    ]),
    compare(result, 'On time', onTime, 'Share of deliveries', 'percent', [['on_time_pct', 'On time']]),
    ...(miles === null
      ? []
      : [compare(result, 'Miles per delivery', miles, 'Miles', 'decimal', [['miles_per_delivery', 'Miles']])]),
  ]
}

/** The deliveries of a kind, or the batches that they were carried in. */
function drill({ row, column }: Figure): BehindFigure | null {
  const type = row['delivery_type']
  if (type !== 'batched' && type !== 'individual') return null
  const own = `o.delivery_type = '${type}' AND ${IN_DATES}`
  if (column === 'batches' || column === 'efficiency')
    return {
      title: 'Batches of the deliveries',
      sql: batchesSql(`t.batch_key IN (SELECT o.batch_key FROM outcome o WHERE ${own})`),
    }
  return { title: type === 'batched' ? 'Batched deliveries' : 'Individual deliveries', sql: deliveriesSql(own) }
}

export const batchingComparison: Analysis = batchingAnalysis({
  name: 'batching-comparison',
  sql,
  definition,
  charts,
  kpis,
  drill,
  columns: [
    { name: 'delivery_type', about: 'batched, or individual.', format: 'text' },
    { name: 'deliveries', about: 'Deliveries that arrived.', format: 'integer' },
    { name: 'share_pct', about: 'Their share of all deliveries, in %.', format: 'percent' },
    { name: 'batches', about: 'Batches that they were carried in.', format: 'integer' },
    { name: 'mean_minutes', about: 'Mean minutes from order to drop-off.', format: 'decimal' },
    { name: 'median_minutes', about: 'Median minutes from order to drop-off.', format: 'decimal' },
    { name: 'mean_delay_minutes', about: 'Mean minutes beyond the estimate; negative is early.', format: 'decimal' },
    { name: 'on_time_pct', about: 'Share that came no later than estimate and slack, in %.', format: 'percent' },
    { name: 'mean_wait_minutes', about: 'Mean minutes that the driver waited at the restaurant.', format: 'decimal' },
    {
      name: 'efficiency',
      about: 'Mean score of the batches, each once; empty for individual deliveries.',
      format: 'decimal',
    },
    {
      name: 'miles_per_delivery',
      about: "Mean miles driven for a delivery, a batch's shared among its deliveries.",
      format: 'decimal',
    },
    {
      name: 'driver_minutes_per_delivery',
      about: 'Mean minutes from first pickup to last drop-off, shared among the deliveries carried.',
      format: 'decimal',
    },
  ],
})
