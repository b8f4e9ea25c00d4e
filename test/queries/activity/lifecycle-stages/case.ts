import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import type { Thresholds } from '../lifecycle-stages/reference'
import { referenceStages } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly thresholds: Thresholds
  readonly active: readonly string[]
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    thresholds: fc
      .tuple(fc.constantFrom(0, 1, 7, 20), fc.constantFrom(1, 7), fc.constantFrom(2, 12))
      .map(([new_days, at_risk_days, more]) => ({ new_days, at_risk_days, churned_days: at_risk_days + more })),
    active: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
  }),
  asked: ({ scope, thresholds, active }) => ({ ...scope, ...thresholds, active_events: active }),
  reference: (log, { scope, thresholds, active }) => referenceStages(log, scope, thresholds, active),
  bench: {},
}
