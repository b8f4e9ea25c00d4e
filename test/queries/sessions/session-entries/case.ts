import fc from 'fast-check'
import { sorted, type AnalysisCase } from '../../case'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CONTENT } from '../../sources'
import type { Cuts } from '../sessions/reference'
import { referenceEntries } from './reference'

interface Choice {
  readonly scope: RandomScope
  readonly gap: number
  readonly cuts: Cuts
  readonly by: 'post_id' | null
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CONTENT,
  choices: fc.record({
    scope: randomScope,
    gap: fc.constantFrom(5, 30, 600),
    cuts: fc.record({ midnight: fc.boolean(), day: fc.boolean() }),
    by: fc.constantFrom(null, 'post_id'),
  }),
  asked: ({ scope, gap, cuts, by }) => ({
    ...scope,
    gap_minutes: gap,
    cut_midnight: cuts.midnight,
    cut_day: cuts.day,
    by,
  }),
  reference: (log, { scope, gap, cuts, by }) => sorted(referenceEntries(log, scope, gap, cuts, by)),
  told: (rows) => sorted(rows),
  bench: {},
}
