import { elementAt, required } from '../../../base/required'
export const DURATION_UNITS = ['minutes', 'hours', 'days', 'weeks'] as const
export type DurationUnit = (typeof DURATION_UNITS)[number] | 'seconds' | 'none'

export interface DurationParts {
  /** As typed; empty for none. */
  readonly amount: string
  readonly unit: DurationUnit
}

/** Splits `14 days`, `1h` or `none` into what the field's two parts show; null for a text that is no duration. */
export function splitDuration(text: string): DurationParts | null {
  const trimmed = text.trim().toLowerCase()
  if (trimmed === '' || trimmed === 'none') return { amount: '', unit: 'none' }
  const match = /^(\S*?)\s*([a-z]+)$/.exec(trimmed)
  const unit =
    match === null
      ? undefined
      : (['seconds', ...DURATION_UNITS] as const).find(
          (one) =>
            one === match[2] || one.slice(0, -1) === match[2] || one[0] === match[2] || one.slice(0, 3) === match[2],
        )
  return unit === undefined ? null : { amount: elementAt(required(match), 1), unit }
}

/** The text that the query reads. An amount that is no number stays as it is, so that the check can say so. */
export function joinDuration({ amount, unit }: DurationParts): string {
  return unit === 'none' ? 'none' : `${amount.trim()} ${unit}`
}
