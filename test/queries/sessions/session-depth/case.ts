import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import { referenceDepth } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly gap: number
  readonly midnight: boolean
  readonly counted: readonly string[]
  readonly distinct: 'post_id' | null
  readonly most: number
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CONTENT,
  choices: fc.record({
    scope: randomScope,
    gap: fc.constantFrom(5, 30, 600),
    midnight: fc.boolean(),
    counted: fc.subarray(['post_view', 'post_like'], { maxLength: 2 }),
    distinct: fc.constantFrom(null, 'post_id'),
    most: fc.integer({ min: 1, max: 6 }),
  }),
  asked: ({ scope, gap, midnight, counted, distinct, most }) => ({
    ...scope,
    gap_minutes: gap,
    cut_midnight: midnight,
    counted,
    distinct,
    most,
  }),
  reference: (log, { scope, gap, midnight, counted, distinct, most }) =>
    referenceDepth(log, scope, gap, { midnight, day: false }, counted, distinct, most),
  bench: {},
}
