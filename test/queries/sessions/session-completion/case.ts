import fc from 'fast-check'
import { CONTENT_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceCompletion } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; gap: number; least: number }> = {
  log: CONTENT,
  choices: fc.record({ scope: randomScope, gap: fc.constantFrom(5, 30, 600), least: fc.integer({ min: 1, max: 3 }) }),
  asked: ({ scope, gap, least }) => ({ ...scope, gap_minutes: gap, least }),
  reference: (log, { scope, gap, least }) => referenceCompletion(log, scope, gap, least),
  bench: CONTENT_BENCH,
}
