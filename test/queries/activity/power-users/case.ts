import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { referencePowerUsers } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly window_days: number
  readonly active: readonly string[]
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    window_days: fc.integer({ min: 2, max: 40 }),
    active: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
  }),
  // Power users have a window, and no first date.
  asked: ({ scope: { from: _from, ...scope }, window_days, active }) => ({
    ...scope,
    window_days,
    active_events: active,
  }),
  reference: (log, { scope, window_days, active }) =>
    referencePowerUsers(log, { ...scope, from: null }, window_days, active),
  bench: {},
}
