import fc from 'fast-check'
import { attributionTopPaths } from '../../../../queries/attribution/attribution-top-paths'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { countBy, pathOf } from '../attribution/journeyReference'
import { questionArbitrary } from '../attribution/randomJourneys'
import { referenceJourneys, type ReferenceConversion } from '../attribution/reference'
import { askedOf, sumsOf, type Question } from '../journeyCase'

/** Of few paths, all are told; which are among the first and which are summed is held by journeys.test.ts. */
export const analysisCase: AnalysisCase<readonly LogEvent[], { question: Question; collapse: boolean }> = {
  log: JOURNEYS,
  choices: fc.record({ question: questionArbitrary, collapse: fc.boolean() }),
  asked: ({ question, collapse }) => ({ ...askedOf(attributionTopPaths, question, 'last'), top: 200, collapse }),
  reference: (log, { question, collapse }) => {
    const { conversions, missed } = referenceJourneys(log, { ...question, model: 'last' })
    const pathOfConversion = ({ touches }: ReferenceConversion): string =>
      touches.length === 0
        ? '(none)'
        : pathOf(
            touches.map((touch) => touch.channel),
            collapse,
          )
    const lost = countBy(missed, (channels) => pathOf(channels, collapse))
    const paths = new Set([...conversions.map(pathOfConversion), ...lost.keys(), '(none)'])
    return sorted(
      [...paths].map((path) => {
        const own = conversions.filter((one) => pathOfConversion(one) === path)
        const missing = path === '(none)' ? null : (lost.get(path) ?? 0)
        return {
          path,
          conversions: own.length,
          value: own.reduce((sum, one) => sum + one.value, 0),
          pct: conversions.length === 0 ? null : (100 * own.length) / conversions.length,
          missed: missing,
          rate_pct: missing === null ? null : (100 * own.length) / (own.length + missing),
        }
      }),
    )
  },
  told: (rows) =>
    sorted(
      rows.map(({ path, conversions, value, pct, missed, rate_pct }) => ({
        path,
        conversions,
        value,
        pct,
        missed,
        rate_pct,
      })),
    ),
  behind: {
    ...sumsOf(['conversions', 'journeys'], ['missed', 'journeys']),
    touches: { because: 'it is how long the path is', heldBy: 'the columns conversions and missed' },
  },
  bench: ATTRIBUTION_BENCH,
}
