import fc from 'fast-check'
import type { Asked } from '../../case'
import type { ExperimentChoices } from './reference'

export const experimentChoices: fc.Arbitrary<ExperimentChoices> = fc.record({
  metric: fc.constantFrom('paid', 'left', 'seen'),
  measure: fc.constantFrom('converted', 'count', 'sum', 'days', 'avg', 'ratio'),
  ratio: fc.record({
    over: fc.constantFrom('events', 'value'),
    by: fc.constantFrom('seen', 'left', 'paid'),
    under: fc.constantFrom('events', 'events', 'value'),
  }),
  guardrails: fc.subarray(['left', 'paid']),
  margins: fc.constantFrom(null, '30', '150%'),
  windowHours: fc.constantFrom(null, 24, 120),
  pre_days: fc.constantFrom(0, 0, 1, 7),
  include_recent: fc.boolean(),
  from: fc.constantFrom(null, null, '2024-05-02'),
  to: fc.constantFrom(null, null, '2024-05-08'),
  include_test: fc.boolean(),
  onlyPro: fc.constantFrom(false, false, true),
})

/** The choices as a person gives them. */
export function experimentParameters({
  windowHours,
  onlyPro,
  guardrails,
  margins,
  ratio,
  ...rest
}: ExperimentChoices): Asked {
  return {
    ...rest,
    guardrails: [...guardrails],
    margins: guardrails.length === 0 ? null : margins,
    exposure: 'seen',
    variant: 'variant',
    value: rest.measure === 'ratio' && ratio.over === 'events' ? null : 'value',
    denominator: ratio.by,
    denominator_value: ratio.under === 'value' ? 'value' : null,
    window: windowHours === null ? 'none' : `${windowHours} hours`,
    filter: onlyPro ? [{ column: 'plan', op: '=', value: 'pro' }] : [],
  }
}
