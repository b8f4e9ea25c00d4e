import { formatValue } from '../../chart/format'
import { kpiChange, type KpiChange } from '../../query/analysis/kpiChange'
import type { NumberAnswer } from './numberOf'

/** A figure of a number, with a dash where there is none. */
export function numberText(value: number | null, { format }: NumberAnswer): string {
  return value === null ? '–' : formatValue(value, format)
}

/** How a number changed, and whether that is good; neither good nor bad where nobody said which way is. */
export function numberChange(number: NumberAnswer): (KpiChange & { readonly tone: 'good' | 'bad' | 'plain' }) | null {
  const { value, format, before, of, good } = number
  const change = before === null ? null : kpiChange({ label: of, value, format, compared: before })
  if (change === null) return null
  const isPlain = good === null || change.direction === 'same'
  return { ...change, tone: isPlain ? 'plain' : change.direction === good ? 'good' : 'bad' }
}

/** What a number is held against and how it stands, in words; null where it is held against nothing. */
export function heldText(number: NumberAnswer): string | null {
  const { value, target, limits, tone, good } = number
  if (value === null) return null
  if (tone === 'bad' && limits !== null)
    return limits.low !== null && value < limits.low
      ? `Below its limit of ${numberText(limits.low, number)}`
      : `Above its limit of ${numberText(limits.high, number)}`
  if (target === null) return limits === null ? null : 'Within its limits'
  return tone === 'good'
    ? `Target ${numberText(target, number)} reached`
    : `${good === 'down' ? 'Above' : 'Below'} its target of ${numberText(target, number)}`
}
