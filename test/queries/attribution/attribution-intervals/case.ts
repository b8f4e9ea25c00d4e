import { attributionIntervals } from '../../../../queries/attribution/attribution-intervals'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { NAMES, questionArbitrary } from '../attribution/randomJourneys'
import { attributionReference } from '../attribution/reference'
import { askedOf, CREDITS_ARE_PARTS, creditRows, type Question } from '../journeyCase'

/** The credits are attribution's; how wide their intervals are is chance, which attributionIntervals.test.ts holds to theory. */
export const analysisCase: AnalysisCase<readonly LogEvent[], Question> = {
  log: JOURNEYS,
  choices: questionArbitrary,
  asked: (question) => ({ ...askedOf(attributionIntervals, question, 'all'), replicates: 50 }),
  reference: (log, question) =>
    sorted(NAMES.flatMap((model) => creditRows(attributionReference(log, { ...question, model }), { model }))),
  told: (rows) =>
    sorted(rows.map(({ model, channel, conversions, value }) => ({ model, channel, conversions, value }))),
  bench: ATTRIBUTION_BENCH,
  without: { drill: CREDITS_ARE_PARTS },
}
