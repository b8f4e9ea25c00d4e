import { attributionChain } from '../../../../queries/attribution/attribution-chain'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { countBy } from '../attribution/journeyReference'
import { questionArbitrary } from '../attribution/randomJourneys'
import { referenceJourneys } from '../attribution/reference'
import { askedOf, type Question } from '../journeyCase'

/** Each journey walked from its start to its end. */
function reference(log: readonly LogEvent[], question: Question): readonly object[] {
  const { conversions, missed } = referenceJourneys(log, { ...question, model: 'markov' })
  const journeys = [
    ...conversions
      .filter(({ touches }) => touches.length > 0)
      .map(({ touches }) => [...touches.map(({ channel }) => channel), '(conversion)']),
    ...missed.map((channels) => [...channels, '(none)']),
  ]
  const steps = journeys.flatMap((journey) =>
    journey.map((target, at) => ({ source: at === 0 ? '(start)' : journey[at - 1]!, target })),
  )
  const leaving = countBy(steps, ({ source }) => source)
  return sorted(
    [...countBy(steps, (step) => JSON.stringify(step))].map(([step, transitions]) => {
      const { source, target } = JSON.parse(step) as { source: string; target: string }
      return { source, target, transitions, pct: (100 * transitions) / leaving.get(source)! }
    }),
  )
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Question> = {
  log: JOURNEYS,
  choices: questionArbitrary,
  asked: (question) => askedOf(attributionChain, question, 'markov'),
  reference,
  told: (rows) => sorted(rows),
  bench: ATTRIBUTION_BENCH,
  without: { drill: 'steps are counted over journeys; Transitions of Paths and Attribution list the users' },
}
