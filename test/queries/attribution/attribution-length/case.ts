import fc from 'fast-check'
import { attributionLength } from '../../../../queries/attribution/attribution-length'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { distribution, lengthOf } from '../attribution/journeyReference'
import { questionArbitrary } from '../attribution/randomJourneys'
import { referenceJourneys } from '../attribution/reference'
import { askedOf, sumsOf, type Question } from '../journeyCase'

interface Choice {
  readonly question: Question
  readonly counted: 'touches' | 'channels'
  readonly longest: number
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: JOURNEYS,
  choices: fc.record({
    question: questionArbitrary,
    counted: fc.constantFrom('touches', 'channels'),
    longest: fc.constantFrom(2, 20),
  }),
  asked: ({ question, ...rest }) => ({ ...askedOf(attributionLength, question, 'last'), ...rest }),
  reference: (log, { question, counted, longest }) =>
    distribution(referenceJourneys(log, { ...question, model: 'last' }).conversions, 'length', (one) =>
      lengthOf(one, counted, longest),
    ),
  behind: {
    ...sumsOf(['conversions', 'conversions']),
    length: { because: 'it is how many touches, not conversions', heldBy: 'the column conversions' },
  },
  bench: ATTRIBUTION_BENCH,
}
