import fc from 'fast-check'
import { CONTENT_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceRolling } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly window: readonly [hours: number, step: number]
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CONTENT,
  choices: fc.record({
    scope: randomScope,
    window: fc.constantFrom<Choice['window']>([24, 1], [24, 24], [6, 3], [72, 24]),
  }),
  asked: ({ scope, window: [window_hours, step_hours] }) => ({ ...scope, window_hours, step_hours }),
  reference: (log, { scope, window: [hours, step] }) => referenceRolling(log, scope, hours, step),
  bench: CONTENT_BENCH,
}
