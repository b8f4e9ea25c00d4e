import { formatFixed } from '../../../src-renderer/chart/format'
import { rowsOf, type NumberColumn } from '../../../src-renderer/query/analysis/resultColumns'
import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec, ValueFormat } from '../../../src-renderer/chart/spec'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { batchesOfDeliveriesSql, deliveriesSql, IN_DATES } from '../behind'
import { minutesText, percentText } from '../chartValues'
import { COLUMNS, type Row } from './columns'
import definition from './definition.md?raw'
import { kpis } from './kpis'
import sql from './query.sql?raw'

type Column = NumberColumn<typeof COLUMNS>
type Measure = readonly [column: Column, label: string]

function compare(
  rows: readonly Row[],
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
    series: rows.map((row, index) => ({
      name: row.delivery_type === 'batched' ? 'Batched' : 'Individual',
      points: measures.map(([column, label]) => ({ x: label, y: row[column], figure: { row: index, column } })),
    })),
  }
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const value = (type: string, column: Column): number | null =>
    rows.find((row) => row.delivery_type === type)?.[column] ?? null
  const [together, alone] = [value('batched', 'mean_minutes'), value('individual', 'mean_minutes')]
  const slower =
    together === null || alone === null
      ? 'There are no deliveries of both kinds in these dates.'
      : `A batched delivery took ${minutesText(Math.abs(together - alone))} ${together >= alone ? 'longer' : 'less'} ` +
        `than an individual one (${minutesText(together)} against ${minutesText(alone)}).`
  const [onTimeTogether, onTimeAlone] = [value('batched', 'on_time_pct'), value('individual', 'on_time_pct')]
  const onTime =
    onTimeTogether === null || onTimeAlone === null
      ? 'Deliveries that came no later than the estimate and the slack.'
      : `${percentText(onTimeTogether)} of batched and ${percentText(onTimeAlone)} of individual deliveries ` +
        'came on time.'
  const [milesTogether, milesAlone] = [
    value('batched', 'miles_per_delivery'),
    value('individual', 'miles_per_delivery'),
  ]
  const miles =
    milesTogether === null || milesAlone === null
      ? null
      : `A batched delivery took ${formatFixed(milesTogether, 2)} miles, an individual one ${formatFixed(milesAlone, 2)}.`
  return [
    compare(rows, 'Minutes per delivery', slower, 'Minutes', 'decimal', [
      ['mean_minutes', 'Mean'],
      ['median_minutes', 'Median'],
      ['mean_delay_minutes', 'Delay'],
      ['mean_wait_minutes', 'Wait at the restaurant'],
      ['driver_minutes_per_delivery', "Driver's time"],
    ]),
    compare(rows, 'On time', onTime, 'Share of deliveries', 'percent', [['on_time_pct', 'On time']]),
    ...(miles === null
      ? []
      : [compare(rows, 'Miles per delivery', miles, 'Miles', 'decimal', [['miles_per_delivery', 'Miles']])]),
  ]
}

/** The deliveries of a kind, or the batches that they were carried in. */
function drill({ row, column }: Figure): BehindFigure | null {
  const type = row['delivery_type']
  if (type !== 'batched' && type !== 'individual') return null
  const own = `outcome.delivery_type = '${type}' AND ${IN_DATES}`
  if (column === 'batches' || column === 'efficiency')
    return { title: 'Batches of the deliveries', sql: batchesOfDeliveriesSql(own) }
  return { title: type === 'batched' ? 'Batched deliveries' : 'Individual deliveries', sql: deliveriesSql(own) }
}

export const batchingComparison: Analysis = batchingAnalysis({
  name: 'batching-comparison',
  unit: 'delivery',
  sql,
  about:
    'Whether deliveries that were carried together took longer, came late or saved miles, ' +
    'against those driven alone.',
  definition,
  charts,
  kpis,
  drill,
  columns: COLUMNS,
})
