import { rowsOf, type NumberColumn } from '../../../src-renderer/query/analysis/resultColumns'
import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec, ValueFormat } from '../../../src-renderer/chart/spec'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { algorithmLabel } from '../algorithmLabel'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { batchesSql, CREATED_IN_DATES, deliveriesSql, ofAlgorithmSql } from '../behind'
import { minutesText, percentText } from '../chartValues'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

type Column = NumberColumn<typeof COLUMNS>

/** An algorithm that is first or last by some measure. */
interface Extreme {
  readonly label: string
  readonly value: number
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const bars = (
    title: string,
    summary: string,
    label: string,
    format: ValueFormat,
    measures: readonly (readonly [Column, string])[],
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
      points: rows.map((row, index) => ({ x: algorithmLabel(row), y: row[column], figure: { row: index, column } })),
    })),
  })
  const extremes = (column: Column): { readonly least: Extreme; readonly most: Extreme } | null => {
    const known = rows
      .flatMap((row) => {
        const value = row[column]
        return value === null ? [] : [{ label: algorithmLabel(row), value }]
      })
      .sort((one, two) => one.value - two.value)
    const [least, most] = [known[0], known.at(-1)]
    return least === undefined || most === undefined || known.length < 2 ? null : { least, most }
  }
  const waits = extremes('mean_pickup_wait_minutes')
  const cancelled = extremes('cancellation_pct')
  return [
    bars(
      'Wait and delay by algorithm',
      waits === null
        ? 'Minutes that drivers waited at the restaurant, and that deliveries came after their estimate.'
        : `Drivers waited least with ${waits.least.label} (${minutesText(waits.least.value)}) ` +
            `and longest with ${waits.most.label} (${minutesText(waits.most.value)}).`,
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
            `${cancelled.most.label} was called off most often ` +
              `(${percentText(cancelled.most.value)} of its batches), ` +
              `${cancelled.least.label} least (${percentText(cancelled.least.value)}).`,
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
  const own = `${ofAlgorithmSql(row)} AND ${CREATED_IN_DATES}`
  const name = algorithmLabel(row)
  if (OF_DELIVERIES.includes(column))
    return {
      title: `Deliveries of ${name}`,
      sql: deliveriesSql(`outcome.batch_key IN (SELECT trip.batch_key FROM trip WHERE ${own})`),
    }
  if (column === 'cancelled_batches')
    return { title: `Cancelled batches of ${name}`, sql: batchesSql(`${own} AND trip.is_cancelled`) }
  return { title: `Batches of ${name}`, sql: batchesSql(own) }
}

export const batchingAlgorithms: Analysis = batchingAnalysis({
  name: 'batching-algorithms',
  unit: 'batch',
  sql,
  definition,
  charts,
  drill,
  columns: COLUMNS,
})
