import fc from 'fast-check'
import { CONTENT_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceViral } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly hours: number
  readonly threshold: number
  readonly min_views: number
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CONTENT,
  choices: fc.record({
    scope: randomScope,
    hours: fc.constantFrom(1, 24, 100),
    threshold: fc.constantFrom(0, 0.5, 1),
    min_views: fc.integer({ min: 1, max: 3 }),
  }),
  asked: ({ scope, hours, ...rest }) => ({ ...scope, window: `${hours} hours`, ...rest }),
  reference: (log, { scope, hours, threshold, min_views }) => referenceViral(log, scope, hours, threshold, min_views),
  bench: CONTENT_BENCH,
}
