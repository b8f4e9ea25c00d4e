import fc from 'fast-check'
import { CONTENT_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referencePace } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; gap: number; skip: number }> = {
  log: CONTENT,
  choices: fc.record({ scope: randomScope, gap: fc.constantFrom(5, 30, 600), skip: fc.constantFrom(3, 5) }),
  asked: ({ scope, gap, skip }) => ({ ...scope, gap_minutes: gap, skip_seconds: skip }),
  reference: (log, { scope, gap, skip }) => referencePace(log, scope, gap, skip),
  bench: CONTENT_BENCH,
}
