import fc from 'fast-check'
import { CONTENT_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceEngagement } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly min_views: number
  readonly comment_weight: number
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CONTENT,
  choices: fc.record({
    scope: randomScope,
    min_views: fc.integer({ min: 0, max: 4 }),
    comment_weight: fc.constantFrom(7, 0.5),
  }),
  asked: ({ scope, ...rest }) => ({ ...scope, ...rest }),
  reference: (log, { scope, min_views, comment_weight }) => referenceEngagement(log, scope, min_views, comment_weight),
  bench: CONTENT_BENCH,
}
