import { formatFixed } from '../../chart/format'
import type { Kpi } from '../contract/analysis'

/** How a figure differs from the other side's: by how much, and which way. */
export interface KpiChange {
  /** "+4.2 %"; of percentages in points, "+1.3 pp". */
  readonly text: string
  readonly direction: 'up' | 'down' | 'same'
}

function signed(value: number, unit: string): string {
  const digits = Math.abs(value) >= 1000 ? 0 : 1
  const rounded = Number(value.toFixed(digits))
  const sign = rounded > 0 ? '+' : rounded < 0 ? '−' : '±'
  return `${sign}${formatFixed(Math.abs(rounded), digits)} ${unit}`
}

/** Null where one of the two is missing, or the other one is 0 and there is nothing to be a share of. */
export function kpiChange(kpi: Kpi): KpiChange | null {
  const other = kpi.compared?.value
  if (kpi.value === null || other === null || other === undefined) return null
  const direction = kpi.value > other ? 'up' : kpi.value < other ? 'down' : 'same'
  if (kpi.format === 'share') return { text: signed(100 * (kpi.value - other), 'pp'), direction }
  if (kpi.format === 'percent') return { text: signed(kpi.value - other, 'pp'), direction }
  if (other === 0) return kpi.value === 0 ? { text: '±0.0 %', direction } : null
  return { text: signed((100 * (kpi.value - other)) / Math.abs(other), '%'), direction }
}
