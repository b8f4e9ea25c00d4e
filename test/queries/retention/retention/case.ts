import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { retentionBehind, retentionBreakdown, retentionChoices, retentionParameters } from './choices'
import { referenceRetention, type RetentionChoices } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; choices: RetentionChoices }> = {
  log: CROWD,
  choices: fc.record({ scope: randomScope, choices: retentionChoices }),
  asked: ({ scope, choices }) => retentionParameters(scope, choices),
  reference: (log, { scope, choices }) => referenceRetention(log, scope, choices),
  behind: retentionBehind,
  breakdown: retentionBreakdown(['cohort', 'period']),
  bench: {},
}
