import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, IN_DATES } from '../behind'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

const WORDS: Readonly<Record<string, string>> = {
  minutes: 'Minutes from order to drop-off',
  eta_error_minutes: 'Minutes off the estimate',
  on_time_pct: 'On time, %',
  earnings_per_hour: 'Earnings an hour',
  deliveries_per_hour: 'Deliveries an hour',
  miles_per_delivery: 'Miles per delivery',
  utilisation_pct: 'Time carrying, %',
  cost_per_order: 'Cost of an order',
  batched_share_pct: 'Orders batched, %',
  orders_per_batch: 'Orders per batch',
}
const TITLES: Readonly<Record<string, string>> = { customer: 'Customers', driver: 'Drivers', platform: 'Platform' }

const wordsOf = (measure: string): string => WORDS[measure] ?? measure

function kpis(result: ResultTable): readonly Kpi[] {
  return rowsOf(COLUMNS, result)
    .filter((row) => row.is_kept !== null)
    .map((row): Kpi => ({
      label: `${wordsOf(row.measure)}, batched`,
      value: row.batched,
      format: 'decimal',
      detail: `${formatFixed(row.individual ?? 0, 1)} alone: limit ${row.is_kept === true ? 'kept' : 'broken'}`,
    }))
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, at) => ({ row, at }))
  const guarded = rows.filter(({ row }) => row.is_kept !== null)
  const broken = guarded.filter(({ row }) => row.is_kept === false).map(({ row }) => wordsOf(row.measure).toLowerCase())
  const summary =
    guarded.length === 0
      ? 'There are no deliveries of both kinds to hold against the limits.'
      : broken.length === 0
        ? `All ${guarded.length} limits are kept.`
        : `Of ${guarded.length} limits, ${broken.length} ${broken.length === 1 ? 'is' : 'are'} broken: ${broken.join(', ')}.`
  return Object.entries(TITLES).flatMap(([stakeholder, title], index): ChartSpec[] => {
    const own = rows.filter(
      ({ row }) => row.stakeholder === stakeholder && row.individual !== null && row.batched !== null,
    )
    if (own.length === 0) return []
    return [
      {
        kind: 'bar',
        layout: 'grouped',
        direction: 'horizontal',
        title,
        summary: index === 0 ? summary : 'Batched deliveries beside those driven alone.',
        x: { label: 'Measure', type: 'category' },
        y: { label: '', format: 'decimal' },
        series: (['batched', 'individual'] as const).map((column) => ({
          name: column === 'batched' ? 'Batched' : 'Individual',
          points: own.map(({ row, at }) => ({ x: wordsOf(row.measure), y: row[column], figure: { row: at, column } })),
        })),
      },
    ]
  })
}

/** The deliveries that a side's figure is made of. */
function drill({ column }: Figure): BehindFigure | null {
  if (column !== 'batched' && column !== 'individual') return null
  return {
    title: column === 'batched' ? 'Batched deliveries' : 'Individual deliveries',
    sql: deliveriesSql(`outcome.delivery_type = '${column}' AND ${IN_DATES}`),
  }
}

export const batchingStakeholders: Analysis = batchingAnalysis({
  name: 'batching-stakeholders',
  unit: 'delivery',
  sql,
  definition,
  charts,
  kpis,
  drill,
  parameters: {
    max_extra_minutes: { label: 'Extra minutes, at most' },
    max_on_time_drop: { label: 'On-time drop (points), at most' },
    max_earnings_drop: { label: 'Earnings drop (%), at most' },
    max_cost_rise: { label: 'Cost rise (%), at most' },
    pay_per_hour: { label: "Cost of a driver's hour", min: 0, more: true },
    pay_per_mile: { label: 'Cost of a mile', min: 0, more: true },
  },
  columns: COLUMNS,
})
