import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceGaps } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; gap: number; midnight: boolean }> = {
  log: CROWD,
  choices: fc.record({ scope: randomScope, gap: fc.constantFrom(30, 5, 300), midnight: fc.boolean() }),
  asked: ({ scope, gap, midnight }) => ({ ...scope, gap_minutes: gap, cut_midnight: midnight }),
  reference: (log, { scope, gap, midnight }) => referenceGaps(log, scope, gap, midnight).rows,
  bench: {},
}
