import fc from 'fast-check'
import { attributionTouchTypes } from '../../../../queries/attribution/attribution-touch-types'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import { sorted, type AnalysisCase } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { grouped, typeOf } from '../attribution/journeyReference'
import { questionArbitrary } from '../attribution/randomJourneys'
import { referenceJourneys } from '../attribution/reference'
import { askedOf, sumsOf, type Question } from '../journeyCase'

interface Choice {
  readonly question: Question
  readonly views: string | null
}

const HOUR = 3600e6
const SPANS: Readonly<Record<string, number>> = { '6 hours': 6 * HOUR, '20 days': 480 * HOUR }

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: JOURNEYS,
  choices: fc.record({ question: questionArbitrary, views: fc.constantFrom(null, ...Object.keys(SPANS)) }),
  asked: ({ question, views }) => ({
    ...askedOf(attributionTouchTypes, question, 'last'),
    click: 'click',
    view: 'view',
    view_lookback: views,
  }),
  reference: (log, { question, views }) => {
    const click = question.lookbackMicros ?? Infinity
    const view = views === null ? click : SPANS[views]!
    const { conversions } = referenceJourneys(log, { ...question, model: 'last', touches: null, lookbackMicros: null })
    return sorted(
      grouped(conversions, (one) => {
        const [type, channel] = typeOf(one, click, view)
        return { type, channel }
      }).map((row) => ({ ...row, pct: (100 * row.conversions) / conversions.length })),
    )
  },
  told: (rows) =>
    sorted(rows.map(({ type, channel, conversions, value, pct }) => ({ type, channel, conversions, value, pct }))),
  behind: sumsOf(['conversions', 'conversions']),
  bench: { ...ATTRIBUTION_BENCH, click: 'click', view: 'page_view' },
}
