import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { askedMeasures, MEASURE_POOL, type AskedMeasure } from '../trends/choices'
import { TRENDS } from '../trends/trendsLog'
import { referenceForecast, type ForecastChoice } from './reference'

const choices: fc.Arbitrary<ForecastChoice> = fc.record({
  scope: randomScope,
  measures: fc.constantFrom(...MEASURE_POOL).map((one): readonly AskedMeasure[] => [{ name: 'A', ...one }]),
  interval: fc.constantFrom<ForecastChoice['interval']>('day', 'day', 'week', 'month'),
  ahead: fc.constantFrom(1, 3, 9),
  method: fc.constantFrom<ForecastChoice['method']>('auto', 'holt-winters', 'seasonal-naive'),
  band: fc.constantFrom<ForecastChoice['band']>('95', '80'),
})

export const analysisCase: AnalysisCase<RandomLog, ForecastChoice> = {
  log: TRENDS,
  choices,
  asked: ({ scope, measures, ...rest }) => ({ ...scope, ...rest, measures: askedMeasures(measures) }),
  reference: referenceForecast,
  counts: ({ measures }) =>
    measures.every(({ measure }) => ['count', 'users', 'distinct'].includes(measure)) ? ['value'] : [],
  bench: { measures: [{ name: 'A', event: null, measure: 'users' }] },
}
