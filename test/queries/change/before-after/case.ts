import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomDate, randomScope, type RandomLog } from '../../randomLog'
import { askedMeasures, MEASURE_POOL, type AskedMeasure } from '../../trends/trends/choices'
import { TRENDS } from '../../trends/trends/trendsLog'
import { around, referenceBeforeAfter, type BeforeAfterChoice } from './reference'

const choices: fc.Arbitrary<BeforeAfterChoice> = fc.record({
  scope: randomScope.map((scope) => ({ ...scope, from: null, to: null, timezone: null, as_of: null })),
  measures: fc
    .shuffledSubarray([...MEASURE_POOL], { minLength: 1, maxLength: 3 })
    .map((list) => list.map((one, index): AskedMeasure => ({ name: 'ABC'[index] ?? '', ...one }))),
  days: fc.constantFrom(1, 3, 7, 14),
  date: randomDate,
})

export const analysisCase: AnalysisCase<RandomLog, BeforeAfterChoice> = {
  log: TRENDS,
  choices,
  fits: (log, choice) => around(log, choice) !== null,
  asked: ({ scope: { include_test, filter }, measures, days, date }) => ({
    include_test,
    filter,
    measures: askedMeasures(measures),
    days,
    date,
  }),
  reference: referenceBeforeAfter,
  bench: { measures: [{ name: 'A', event: null, measure: 'users' }] },
  without: {
    comparison: 'it compares two sides of a date itself',
    drill: 'its figures are means of days; what is listed behind them is held by hand',
  },
}
