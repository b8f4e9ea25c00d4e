import fc from 'fast-check'
import { CONTENT_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import type { Unit } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceGrowth } from './reference'

export const analysisCase: AnalysisCase<RandomLog, { scope: RandomScope; unit: Unit; least_previous: number }> = {
  log: CONTENT,
  choices: fc.record({
    scope: randomScope,
    unit: fc.constantFrom('day', 'week', 'month'),
    least_previous: fc.integer({ min: 1, max: 3 }),
  }),
  asked: ({ scope, ...rest }) => ({ ...scope, ...rest }),
  reference: (log, { scope, unit, least_previous }) => referenceGrowth(log, scope, unit, least_previous),
  bench: CONTENT_BENCH,
}
