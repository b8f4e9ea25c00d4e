import { formatCount, formatFixed } from '../../../src-renderer/chart/format'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import { rowsOf, type NumberColumn } from '../../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText } from '../chartValues'
import { COLUMNS } from './columns'

type Column = NumberColumn<typeof COLUMNS>

/** How much was carried together, and what that meant for minutes, punctuality and miles. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  if (rows.length === 0) return []
  const value = (type: string, column: Column): number | null =>
    rows.find((row) => row.delivery_type === type)?.[column] ?? null
  const batched = value('batched', 'deliveries') ?? 0
  const all = batched + (value('individual', 'deliveries') ?? 0)
  const against = (column: Column, unit: string): string => {
    const alone = value('individual', column)
    return alone === null
      ? 'none driven alone'
      : `${formatFixed(alone, column === 'miles_per_delivery' ? 2 : 1)}${unit} alone`
  }
  return [
    {
      label: 'Batched share',
      value: value('batched', 'share_pct') ?? 0,
      format: 'percent',
      detail: `${formatCount(batched)} of ${countText(all, 'delivery', 'deliveries')}`,
    },
    {
      label: 'Minutes, batched',
      value: value('batched', 'mean_minutes'),
      format: 'decimal',
      detail: against('mean_minutes', ''),
    },
    {
      label: 'On time, batched',
      value: value('batched', 'on_time_pct'),
      format: 'percent',
      detail: against('on_time_pct', ' %'),
    },
    {
      label: 'Miles, batched',
      value: value('batched', 'miles_per_delivery'),
      format: 'decimal',
      detail: against('miles_per_delivery', ''),
    },
  ]
}
