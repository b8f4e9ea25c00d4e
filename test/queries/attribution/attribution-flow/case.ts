import fc from 'fast-check'
import { attributionFlow } from '../../../../queries/attribution/attribution-flow'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { countBy, flowOf } from '../attribution/journeyReference'
import { questionArbitrary } from '../attribution/randomJourneys'
import { referenceJourneys } from '../attribution/reference'
import { askedOf, sumsOf, type Question } from '../journeyCase'

interface Choice {
  readonly question: Question
  readonly steps: number
  readonly missed: boolean
  readonly collapse: boolean
}

/** Of few channels, all are told; which are the most frequent is held by journeys.test.ts. */
export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: JOURNEYS,
  choices: fc.record({
    question: questionArbitrary,
    steps: fc.constantFrom(1, 2, 4),
    missed: fc.boolean(),
    collapse: fc.boolean(),
  }),
  asked: ({ question, ...rest }) => ({ ...askedOf(attributionFlow, question, 'last'), ...rest, channels: 20 }),
  reference: (log, { question, steps, missed: withMissed, collapse }) => {
    const { conversions, missed } = referenceJourneys(log, { ...question, model: 'last' })
    const journeys = [
      ...conversions
        .filter((one) => one.touches.length > 0)
        .map((one) => ({ channels: one.touches.map((touch) => touch.channel), converted: true })),
      ...(withMissed ? missed.map((channels) => ({ channels, converted: false })) : []),
    ]
    const named = new Set(journeys.flatMap((one) => one.channels))
    const counts = countBy(
      journeys.flatMap(({ channels, converted }) => flowOf(channels, converted, steps, named, collapse)),
      (step) => JSON.stringify(step),
    )
    return sorted(
      [...counts].map(([key, count]) => {
        const [step, source, target] = JSON.parse(key) as [number, string, string]
        return { step, source, target, journeys: count }
      }),
    )
  },
  told: (rows) => sorted(rows.map(({ step, source, target, journeys }) => ({ step, source, target, journeys }))),
  behind: { ...sumsOf(['journeys', 'journeys']), step: { because: 'it is which step', heldBy: 'the column journeys' } },
  bench: ATTRIBUTION_BENCH,
}
