import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { referenceSynthetic, windowOf, type SyntheticChoice } from './reference'

export const analysisCase: AnalysisCase<RandomLog, SyntheticChoice> = {
  log: TRENDS,
  choices: fc.record({
    scope: randomScope.map((scope) => ({ ...scope, from: null, to: null, timezone: null, as_of: null })),
    event: fc.constantFrom(null, 'x', 'z'),
    measure: fc.constantFrom('count', 'users'),
    days: fc.constantFrom(3, 9),
    before: fc.constantFrom(4, 12),
    treated: fc.constantFrom('Bern', 'Oslo'),
  }),
  fits: (log, choice) => windowOf(log, choice) !== null,
  asked: ({ scope: { include_test, filter }, event, measure, days, before, treated }) => ({
    include_test,
    filter,
    measures: [{ name: 'A', event, measure }],
    days,
    days_before: before,
    group: 'city',
    treated,
  }),
  reference: referenceSynthetic,
  counts: () => ['value'],
  bench: { measures: [{ name: 'A', event: null, measure: 'users' }], group: 'country', treated: 'DE' },
  without: { comparison: 'it holds a group against a mix of the others itself' },
}
