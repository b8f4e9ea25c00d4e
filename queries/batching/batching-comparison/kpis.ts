import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText, numberOf } from '../chartValues'

/** How much was carried together, and what that meant for minutes, punctuality and miles. */
export function kpis(result: ResultTable): readonly Kpi[] {
  const rows = result.rows()
  if (rows.length === 0) return []
  const value = (type: string, column: string): number | null =>
    numberOf(rows.find((row) => row['delivery_type'] === type)?.[column])
  const batched = value('batched', 'deliveries') ?? 0
  const all = batched + (value('individual', 'deliveries') ?? 0)
  const against = (column: string, unit: string): string => {
    const alone = value('individual', column)
    return alone === null
      ? 'none driven alone'
      : `${alone.toFixed(column === 'miles_per_delivery' ? 2 : 1)}${unit} alone`
  }
  return [
    {
      label: 'Batched share',
      value: value('batched', 'share_pct') ?? 0,
      format: 'percent',
      detail: `${batched.toLocaleString('en-US')} of ${countText(all, 'delivery', 'deliveries')}`,
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
