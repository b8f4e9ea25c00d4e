import { attribution } from '../../../../queries/attribution/attribution'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { askedOf, CREDITS_ARE_PARTS, creditRows, type Question } from '../journeyCase'
import { NAMES, questionArbitrary } from './randomJourneys'
import { attributionReference } from './reference'

export const analysisCase: AnalysisCase<readonly LogEvent[], Question> = {
  log: JOURNEYS,
  choices: questionArbitrary,
  asked: (question) => askedOf(attribution, question, 'all'),
  reference: (log, question) =>
    sorted(NAMES.flatMap((model) => creditRows(attributionReference(log, { ...question, model }), { model }))),
  told: (rows) =>
    sorted(rows.map(({ model, channel, conversions, value }) => ({ model, channel, conversions, value }))),
  bench: ATTRIBUTION_BENCH,
  without: { drill: CREDITS_ARE_PARTS },
}
