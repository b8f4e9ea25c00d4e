import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceHealth, type Weights } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; gap: number; weights: Weights }> = {
  log: CONTENT,
  choices: fc.record({
    scope: randomScope,
    gap: fc.constantFrom(5, 30, 600),
    weights: fc.record({
      view_weight: fc.constantFrom(1, 0.5),
      like_weight: fc.constantFrom(2, 0),
      share_weight: fc.constant(4),
      comment_weight: fc.constantFrom(6, 12),
    }),
  }),
  asked: ({ scope, gap, weights }) => ({ ...scope, gap_minutes: gap, ...weights }),
  reference: (log, { scope, gap, weights }) => referenceHealth(log, scope, gap, weights),
  bench: {},
}
