import fc from 'fast-check'
import { attributionLookbacks } from '../../../../queries/attribution/attribution-lookbacks'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { NAMES, questionArbitrary } from '../attribution/randomJourneys'
import { attributionReference } from '../attribution/reference'
import { askedOf, CREDITS_ARE_PARTS, creditRows, type Question } from '../journeyCase'

interface Choice {
  readonly question: Question
  readonly lookbacks: string
  readonly model: string
}

const DAY = 86_400e6
const SPANS: Readonly<Record<string, readonly (readonly [label: string, micros: number | null])[]>> = {
  '1, 7, none': [
    ['1 day', DAY],
    ['7 days', 7 * DAY],
    ['none', null],
  ],
  '[6 hours]': [['6 hours', DAY / 4]],
  '30,1': [
    ['30 days', 30 * DAY],
    ['1 day', DAY],
  ],
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: JOURNEYS,
  choices: fc.record({
    question: questionArbitrary,
    lookbacks: fc.constantFrom(...Object.keys(SPANS)),
    model: fc.constantFrom('last', 'all', 'markov'),
  }),
  asked: ({ question, lookbacks, model }) => ({ ...askedOf(attributionLookbacks, question, model), lookbacks }),
  reference: (log, { question, lookbacks, model }) =>
    sorted(
      SPANS[lookbacks]!.flatMap(([lookback, lookbackMicros]) =>
        (model === 'all' ? NAMES : [model]).flatMap((one) =>
          creditRows(attributionReference(log, { ...question, model: one, lookbackMicros }), { lookback, model: one }),
        ),
      ),
    ),
  told: (rows) =>
    sorted(
      rows.map(({ lookback, model, channel, conversions, value }) => ({
        lookback,
        model,
        channel,
        conversions,
        value,
      })),
    ),
  bench: ATTRIBUTION_BENCH,
  without: { drill: CREDITS_ARE_PARTS },
}
