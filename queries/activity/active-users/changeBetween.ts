import { addDays } from '../../../src-renderer/model/isoDate'
import type { Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { sidesBetween, type FigureSide } from '../../events/changeSides'

const DAYS: Readonly<Record<string, number>> = { dau: 1, wau: 7, mau: 30 }

function sideOf({ row, column }: Figure): FigureSide | null {
  const [days, to] = [DAYS[column], row['date']]
  return days === undefined || typeof to !== 'string' ? null : { from: addDays(to, 1 - days), to, which: [] }
}

/** What explain-change is asked of the active users of two dates; null of ratios, and where several events are active. */
export function activeChange(before: Figure, after: Figure, values: ParameterValues): ParameterValues | null {
  const active = Array.isArray(values['active_events']) ? (values['active_events'] as readonly unknown[]) : []
  const [one, other] = [sideOf(before), sideOf(after)]
  if (one === null || other === null || before.column !== after.column || one.to === other.to) return null
  const breakdown = values['breakdown']
  if (active.length > 1 || (Array.isArray(breakdown) && breakdown.length > 0)) return null
  const measure = [{ name: 'Active users', event: active[0] ?? null, measure: 'users' }]
  return { measure, formula: null, ...sidesBetween(one, other) }
}
