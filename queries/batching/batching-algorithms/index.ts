import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec, ValueFormat } from '../../../src-renderer/chart/spec'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { algorithmLabel } from '../algorithmLabel'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { batchesSql, CREATED_IN_DATES, deliveriesSql, isSql } from '../behind'
import { minutesText, numberOf, percentText } from '../chartValues'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result
    .rows()
    .map((row) => ({ label: algorithmLabel(row), value: (column: string): number | null => numberOf(row[column]) }))
  const bars = (
    title: string,
    summary: string,
    label: string,
    format: ValueFormat,
    measures: readonly (readonly [string, string])[],
  ): BarChart => ({
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title,
    summary,
    x: { label: 'Algorithm', type: 'category' },
    y: { label, format },
    series: measures.map(([column, name]) => ({
      name,
      points: rows.map((row, index) => ({ x: row.label, y: row.value(column), figure: { row: index, column } })),
    })),
  })
  const extremes = (column: string): { least: (typeof rows)[number]; most: (typeof rows)[number] } | null => {
    const known = rows.filter((row) => row.value(column) !== null).sort((a, b) => a.value(column)! - b.value(column)!)
    return known.length < 2 ? null : { least: known[0]!, most: known.at(-1)! }
  }
  const waits = extremes('mean_pickup_wait_minutes')
  const cancelled = extremes('cancellation_pct')
  return [
    bars(
      'Wait and delay by algorithm',
      waits === null
        ? 'Minutes that drivers waited at the restaurant, and that deliveries came after their estimate.'
        : `Drivers waited least with ${waits.least.label} (${minutesText(waits.least.value('mean_pickup_wait_minutes')!)}) and longest with ${waits.most.label} (${minutesText(waits.most.value('mean_pickup_wait_minutes')!)}).`,
      'Minutes',
      'decimal',
      [
        ['mean_pickup_wait_minutes', 'Wait at the restaurant'],
        ['mean_delay_minutes', 'Delay'],
      ],
    ),
    bars(
      'Duration of a batch',
      'Mean minutes from the start of a batch to its completion, each batch once.',
      'Minutes',
      'decimal',
      [['mean_minutes', 'Minutes']],
    ),
    ...(cancelled === null
      ? []
      : [
          bars(
            'Cancelled batches',
            `${cancelled.most.label} was called off most often (${percentText(cancelled.most.value('cancellation_pct')!)} of its batches), ${cancelled.least.label} least (${percentText(cancelled.least.value('cancellation_pct')!)}).`,
            'Share of batches',
            'percent',
            [['cancellation_pct', 'Cancelled']],
          ),
        ]),
  ]
}

const OF_DELIVERIES = ['deliveries', 'mean_delay_minutes', 'mean_pickup_wait_minutes', 'on_time_pct']

/** The batches of an algorithm and version, or the deliveries in them. */
function drill({ row, column }: Figure): BehindFigure | null {
  if (row['algorithm_name'] === undefined) return null
  const own = `${isSql('t.algorithm_name', row['algorithm_name'])} AND ${isSql('t.algorithm_version', row['algorithm_version'])} AND ${CREATED_IN_DATES}`
  const name = algorithmLabel(row)
  if (OF_DELIVERIES.includes(column))
    return {
      title: `Deliveries of ${name}`,
      sql: deliveriesSql(`o.batch_key IN (SELECT t.batch_key FROM trip t WHERE ${own})`),
    }
  if (column === 'cancelled_batches')
    return { title: `Cancelled batches of ${name}`, sql: batchesSql(`${own} AND t.is_cancelled`) }
  return { title: `Batches of ${name}`, sql: batchesSql(own) }
}

export const batchingAlgorithms: Analysis = batchingAnalysis({
  name: 'batching-algorithms',
  sql,
  definition,
  charts,
  drill,
  columns: [
    { name: 'algorithm_name', about: 'Algorithm; "(derived)" for batches found by overlapping times.', format: 'text' },
    { name: 'algorithm_version', about: 'Its version.', format: 'text' },
    { name: 'batches', about: 'Batches created, cancelled ones included.', format: 'integer' },
    { name: 'deliveries', about: 'Deliveries that arrived in a batch of the algorithm.', format: 'integer' },
    { name: 'mean_size', about: 'Mean deliveries per batch.', format: 'decimal' },
    { name: 'mean_miles', about: 'Mean miles that a batch really took.', format: 'decimal' },
    { name: 'mean_minutes', about: 'Mean minutes from start to completion of a batch.', format: 'decimal' },
    { name: 'mean_delay_minutes', about: 'Mean minutes of its deliveries beyond their estimate.', format: 'decimal' },
    {
      name: 'mean_pickup_wait_minutes',
      about: 'Mean minutes that its drivers waited at the restaurant.',
      format: 'decimal',
    },
    {
      name: 'on_time_pct',
      about: 'Share of its deliveries that came no later than estimate and slack, in %.',
      format: 'percent',
    },
    { name: 'efficiency', about: 'Mean recorded score of a batch.', format: 'decimal' },
    { name: 'cancelled_batches', about: 'Batches that were called off.', format: 'integer' },
    { name: 'cancellation_pct', about: 'Their share of all batches, in %.', format: 'percent' },
  ],
})
