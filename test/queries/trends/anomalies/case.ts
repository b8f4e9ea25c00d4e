import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { askedMeasures, MEASURE_POOL, type AskedMeasure } from '../trends/choices'
import { TRENDS } from '../trends/trendsLog'
import { referenceAnomalies, type AnomalyChoice } from './reference'

const measureLists = fc
  .shuffledSubarray([...MEASURE_POOL], { minLength: 1, maxLength: 2 })
  .map((list) => list.map((one, index): AskedMeasure => ({ name: 'AB'[index] ?? '', ...one })))

const choices: fc.Arbitrary<AnomalyChoice> = fc
  .record({
    scope: randomScope,
    figure: fc.record({
      metric: fc.constantFrom<'users' | 'events'>('users', 'events'),
      events: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
    }),
    measures: fc.option(measureLists, { freq: 1 }).map((list) => list ?? []),
    formulas: fc.constantFrom<AnomalyChoice['formulas']>([], [], ['A'], ['A / B'], ['-A + 2 * (A - 1)']),
    interval: fc.constantFrom<AnomalyChoice['interval']>('day', 'day', 'day', 'week', 'month', 'hour'),
    rolling: fc.constantFrom(null, null, 3),
    limits: fc.record({
      look_for: fc.constantFrom<AnomalyChoice['limits']['look_for']>('drops', 'rises', 'both'),
      medium_pct: fc.constantFrom(0, 15),
      high_pct: fc.constantFrom(15, 60),
      buckets_before: fc.constantFrom(1, 3, 7),
      z_threshold: fc.constantFrom(0.5, 3.5),
      weeks: fc.integer({ min: 1, max: 9 }),
      least_weeks: fc.constantFrom(1, 3),
    }),
  })
  .map((choice) => ({
    ...choice,
    formulas:
      choice.measures.length === 2
        ? choice.formulas
        : choice.measures.length === 0
          ? []
          : choice.formulas.filter((text) => !text.includes('B')),
    // As in Trends, whose naive calendar has whole hours alone.
    scope: choice.interval === 'hour' ? { ...choice.scope, timezone: 'America/New_York' } : choice.scope,
  }))

export const analysisCase: AnalysisCase<RandomLog, AnomalyChoice> = {
  log: TRENDS,
  choices,
  asked: ({ scope, figure, measures, formulas, interval, rolling, limits }) => ({
    ...scope,
    ...(measures.length === 0
      ? figure
      : { measures: askedMeasures(measures), formula: formulas.length === 0 ? null : formulas }),
    interval,
    rolling,
    ...limits,
  }),
  reference: referenceAnomalies,
  counts: ({ measures, formulas }) =>
    formulas.length === 0 && measures.every(({ measure }) => ['count', 'users', 'distinct'].includes(measure))
      ? ['value']
      : [],
  fewer: 2,
  bench: {},
}
