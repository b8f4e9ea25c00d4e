import fc from 'fast-check'
import { CONTENT_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceSilent } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; created: string | null }> = {
  log: CONTENT,
  choices: fc.record({ scope: randomScope, created: fc.constantFrom(null, 'post_view', 'post_share') }),
  asked: ({ scope, created }) => ({ ...scope, created }),
  reference: (log, { scope, created }) => referenceSilent(log, scope, created),
  bench: CONTENT_BENCH,
}
