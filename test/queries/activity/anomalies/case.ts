import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceAnomalies, type AnomalyChoices } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly choices: AnomalyChoices
  readonly events: readonly string[]
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    choices: fc.record({
      metric: fc.constantFrom('users', 'events'),
      medium_pct: fc.constantFrom(0, 15),
      high_pct: fc.constantFrom(15, 60),
      z_threshold: fc.constantFrom(0.5, 3.5),
      weeks: fc.integer({ min: 1, max: 9 }),
      least_weeks: fc.constantFrom(1, 3),
    }),
    events: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
  }),
  asked: ({ scope, choices, events }) => ({ ...scope, ...choices, events }),
  reference: (log, { scope, choices, events }) => referenceAnomalies(log, scope, choices, events),
  bench: {},
}
