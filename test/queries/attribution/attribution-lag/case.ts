import fc from 'fast-check'
import { attributionLag } from '../../../../queries/attribution/attribution-lag'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { distribution, lagOf } from '../attribution/journeyReference'
import { questionArbitrary } from '../attribution/randomJourneys'
import { referenceJourneys } from '../attribution/reference'
import { askedOf, sumsOf, type Question } from '../journeyCase'

interface Choice {
  readonly question: Question
  readonly counted_from: 'first' | 'last'
  readonly unit: 'day' | 'hour'
}

const MICROS = { day: 86_400e6, hour: 3600e6 }

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: JOURNEYS,
  choices: fc.record({
    question: questionArbitrary,
    counted_from: fc.constantFrom('first', 'last'),
    unit: fc.constantFrom('day', 'hour'),
  }),
  asked: ({ question, ...rest }) => ({ ...askedOf(attributionLag, question, 'last'), ...rest }),
  reference: (log, { question, counted_from, unit }) =>
    distribution(referenceJourneys(log, { ...question, model: 'last' }).conversions, 'lag', (one) =>
      lagOf(one, counted_from, MICROS[unit]),
    ),
  behind: {
    ...sumsOf(['conversions', 'conversions']),
    lag: { because: 'it is how many days or hours', heldBy: 'the column conversions' },
  },
  bench: ATTRIBUTION_BENCH,
}
