import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { someMeasure } from '../entityValues'
import { referenceDistribution, type DistributionChoice } from './reference'

export const analysisCase: AnalysisCase<RandomLog, DistributionChoice> = {
  log: TRENDS,
  choices: fc.record({
    scope: randomScope,
    ofActive: fc.boolean(),
    measure: fc.option(someMeasure, { freq: 3 }),
    event: fc.constantFrom(null, 'x'),
    bins: fc.constantFrom(null, null, 1, 3, [0, 0.5, 2, 7], [1, 3], 'log' as const),
  }),
  asked: ({ scope, ofActive, measure, event, bins }) => ({
    ...scope,
    who: ofActive ? 'active' : 'did',
    ...(measure === null ? { column: 'amount', event } : { measure: [{ name: 'A', ...measure }] }),
    bins: bins === null || bins === 'log' ? null : typeof bins === 'number' ? String(bins) : bins.join(', '),
    scale: bins === 'log' ? 'log' : 'linear',
  }),
  reference: referenceDistribution,
  bench: {},
}
