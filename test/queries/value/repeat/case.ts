import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog } from '../../randomLog'
import { CROWD } from '../../sources'
import { referenceRepeat, type RepeatChoice } from './reference'

export const analysisCase: AnalysisCase<RandomLog, RepeatChoice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    event: fc.constantFrom(null, 'x', 'y'),
    withinDays: fc.constantFrom(1, 2, 7, 30),
    most: fc.integer({ min: 2, max: 8 }),
  }),
  asked: ({ scope, event, withinDays, most }) => ({ ...scope, event, within_days: withinDays, most }),
  reference: referenceRepeat,
  behind: { nth: { because: 'it is which time, not how many users', heldBy: 'the columns reached and users' } },
  bench: { event: 'purchase' },
}
