import { elementAt, required } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { apartNote, modelColumns, MOST_ROWS } from '../charts'
import { isAdditive, modelLabel } from '../models'
import type { Tier } from './plan'

const TIERS: readonly Tier[] = ['excellent', 'good', 'break-even', 'poor']

interface RoasRow {
  readonly index: number
  readonly campaign: string
  readonly model: string
  readonly spend: number | null
  readonly conversions: number
  readonly value: number
  readonly roas: number | null
  readonly tier: string | null
}

const numberOf = (value: ResultValue | undefined): number | null => (typeof value === 'number' ? value : null)

function readRows(result: ResultTable): readonly RoasRow[] {
  return result
    .rows()
    .map((row, index) => ({
      index,
      campaign: row['campaign'] as string,
      model: row['model'] as string,
      spend: numberOf(row['spend']),
      conversions: Number(row['conversions']),
      value: Number(row['value']),
      roas: numberOf(row['roas']),
      tier: row['tier'] as string | null,
    }))
}

/** A table of return on spend by campaign and model, with a bar in each cell. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = readRows(result)
  const models = [...new Set(rows.map((row) => row.model))]
  const columns = modelColumns(models)
  const first = rows.filter((row) => row.model === models[0] && row.roas !== null)
  const campaigns = [...first]
    .sort((a, b) => required(b.roas) - required(a.roas))
    .slice(0, MOST_ROWS)
    .map((row) => row.campaign)
  const tiers = TIERS.map((tier) => [tier, first.filter((row) => row.tier === tier).length] as const).filter(
    ([, count]) => count > 0,
  )
  return [
    {
      kind: 'cells',
      title: 'Return on ad spend by campaign',
      summary:
        first.length === 0
          ? 'No campaign of these touches has spend.'
          : `${modelLabel(elementAt(models, 0))}: ${tiers.map(([tier, count]) => `${count} ${tier}`).join(', ')} ` +
            '(excellent from 3, good from 2, break-even from 1).' +
            (first.length > MOST_ROWS ? ` ${first.length - MOST_ROWS} more campaigns are in the table.` : '') +
            apartNote(columns),
      rowLabel: 'Campaign',
      columnLabel: models.length === 1 ? '' : 'Value for each unit of spend, by model',
      value: { label: 'Value for each unit of spend', format: 'decimal' },
      columns,
      rows: campaigns.map((campaign) => ({
        label: campaign,
        cells: models.map((model) => {
          const row = rows.find((one) => one.model === model && one.campaign === campaign)
          const value = row?.roas ?? null
          return row === undefined || value === null ? null : { value, figure: { row: row.index, column: 'roas' } }
        }),
      })),
    },
  ]
}

/** Spend, return and cost of all campaigns with spend, under the first model that counts each conversion once. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = readRows(result)
  const model = rows.map((row) => row.model).find(isAdditive)
  if (model === undefined) return []
  const paid = rows.filter((row) => row.model === model && row.spend !== null)
  const sum = (of: (row: RoasRow) => number): number => paid.reduce((total, row) => total + of(row), 0)
  const spend = sum((row) => required(row.spend)),
    value = sum((row) => row.value),
    conversions = sum((row) => row.conversions)
  const under = modelLabel(model).toLowerCase()
  return [
    { label: 'Spend', value: spend, format: 'money', detail: `${paid.length} campaigns` },
    { label: 'Return on spend', value: spend === 0 ? null : value / spend, format: 'decimal', detail: `by ${under}` },
    {
      label: 'Cost per acquisition',
      value: conversions === 0 ? null : spend / conversions,
      format: 'money',
      detail: `by ${under}`,
    },
    {
      label: 'Poor campaigns',
      value: paid.filter((row) => row.tier === 'poor').length,
      format: 'integer',
      detail: 'return below 1',
    },
  ]
}
