import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { retentionBehind, retentionBreakdown, retentionChoices, retentionParameters } from '../retention/choices'
import { referenceRetention, type RetentionChoices } from '../retention/reference'
import { referenceSummary } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly choices: RetentionChoices
  readonly mean: 'pooled' | 'weighted' | 'simple'
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    choices: retentionChoices,
    mean: fc.constantFrom('pooled', 'weighted', 'simple'),
  }),
  asked: ({ scope, choices, mean }) => ({ ...retentionParameters(scope, choices), mean }),
  reference: (log, { scope, choices, mean }) => referenceSummary(referenceRetention(log, scope, choices), mean),
  behind: retentionBehind,
  breakdown: retentionBreakdown(['period']),
  bench: {},
}
