import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { askedMeasures, MEASURE_POOL, type AskedMeasure } from '../../trends/trends/choices'
import { TRENDS } from '../../trends/trends/trendsLog'
import { referenceChangePoint, type ChangePointChoice } from './reference'

const measureLists = fc
  .shuffledSubarray([...MEASURE_POOL], { minLength: 1, maxLength: 2 })
  .map((list) => list.map((one, index): AskedMeasure => ({ name: 'AB'[index] ?? '', ...one })))

// Hours, of which a log has hundreds, are asked in the test by hand: the reference tries every split anew.
const choices: fc.Arbitrary<ChangePointChoice> = fc.record({
  scope: randomScope,
  measures: measureLists,
  formulas: fc.constantFrom<ChangePointChoice['formulas']>([], [], ['A'], ['-A + 2 * (A - 1)']),
  interval: fc.constantFrom<ChangePointChoice['interval']>('day', 'day', 'week'),
  take_out: fc.constantFrom<ChangePointChoice['take_out']>('weekdays', 'nothing'),
  p_limit: fc.constantFrom(0.01, 0.2, 0.5),
  least_buckets: fc.constantFrom(1, 2, 3),
  most_changes: fc.constantFrom(1, 2, 5),
})

export const analysisCase: AnalysisCase<RandomLog, ChangePointChoice> = {
  log: TRENDS,
  choices,
  asked: ({ scope, measures, formulas, ...rest }) => ({
    ...scope,
    ...rest,
    measures: askedMeasures(measures),
    formula: formulas.length === 0 ? null : formulas,
  }),
  reference: referenceChangePoint,
  counts: ({ measures, formulas }) =>
    formulas.length === 0 && measures.every(({ measure }) => ['count', 'users', 'distinct'].includes(measure))
      ? ['value']
      : [],
  bench: { measures: [{ name: 'A', event: null, measure: 'users' }] },
}
