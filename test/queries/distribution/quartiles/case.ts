import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { someMeasure } from '../entityValues'
import { referenceQuartiles, type QuartilesChoice } from './reference'

export const analysisCase: AnalysisCase<RandomLog, QuartilesChoice> = {
  log: TRENDS,
  choices: fc.record({
    scope: randomScope,
    ofActive: fc.boolean(),
    measure: fc.option(someMeasure, { freq: 3 }),
    event: fc.constantFrom(null, 'x'),
  }),
  asked: ({ scope, ofActive, measure, event }) => ({
    ...scope,
    who: ofActive ? 'active' : 'did',
    ...(measure === null ? { column: 'amount', event } : { measure: [{ name: 'A', ...measure }] }),
  }),
  reference: referenceQuartiles,
  bench: {},
}
