import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceL7 } from './reference'

export const analysisCase: AnalysisCase<
  RandomLog,
  { scope: RandomScope; days_ago: number; active: readonly string[] }
> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    days_ago: fc.constantFrom(1, 2, 7, 20),
    active: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
  }),
  asked: ({ scope, days_ago, active }) => ({ ...scope, days_ago, active_events: active }),
  reference: (log, { scope, days_ago, active }) => referenceL7(log, scope, days_ago, active),
  bench: {},
}
