import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceActiveUsers } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; active: readonly string[] }> = {
  log: CROWD,
  choices: fc.record({ scope: randomScope, active: fc.subarray(['x', 'y', 'z', 'never'], { maxLength: 2 }) }),
  asked: ({ scope, active }) => ({ ...scope, active_events: active }),
  reference: (log, { scope, active }) => referenceActiveUsers(log, scope, active),
  bench: {},
}
