import fc from 'fast-check'
import { STEPS } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { FUNNELS } from '../../sources'
import { attemptParameters, spanChoices, type SpanChoice } from '../funnel/questions'
import { firstBar, histogram, timesBetween } from './reference'

interface Choice extends SpanChoice {
  readonly seconds: number
  readonly bins: number
  readonly begin: 'round' | 'zero' | 'shortest'
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: FUNNELS,
  choices: fc
    .tuple(
      spanChoices,
      fc.record({
        seconds: fc.constantFrom(600, 3600, 10_800),
        bins: fc.constantFrom(1, 3, 24),
        begin: fc.constantFrom('round', 'zero', 'shortest'),
      }),
    )
    .map(([span, bars]) => ({ ...span, ...bars })),
  asked: ({ question, from, to, seconds, bins, begin }) => ({
    ...attemptParameters(question),
    from_step: from,
    to_step: to,
    bin: `${seconds} seconds`,
    bins,
    begin,
  }),
  reference: (log, { question, from, to, seconds, bins, begin }) => {
    const micros = timesBetween(log, question, from, to)
    return histogram(micros, seconds * 1e6, bins, firstBar(micros, seconds * 1e6, begin))
  },
  bench: { steps: STEPS },
}
