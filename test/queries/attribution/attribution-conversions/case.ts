import fc from 'fast-check'
import { attributionConversions } from '../../../../queries/attribution/attribution-conversions'
import { ATTRIBUTION_BENCH } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { toldInEachRow } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { NAMES, questionArbitrary } from '../attribution/randomJourneys'
import { referenceJourneys, sharesOfConversion } from '../attribution/reference'
import { askedOf, type Question } from '../journeyCase'

interface Choice {
  readonly question: Question
  readonly model: string
  readonly rows: 'conversions' | 'touches'
}

/** The conversions by the definition, each looked at by itself. */
function reference(log: readonly LogEvent[], { question, model, rows }: Choice): readonly object[] {
  const { conversions } = referenceJourneys(log, { ...question, model })
  return conversions.flatMap((conversion): readonly object[] => {
    const { user, time, value, touches } = conversion
    const own = { user_id: user, ts: time, value, touches: touches.length }
    if (rows === 'conversions')
      return [{ ...own, path: touches.length === 0 ? '(none)' : touches.map((one) => one.channel).join(' > ') }]
    if (touches.length === 0)
      return [{ ...own, nth: null, channel: '(none)', touch_ts: null, credit: 1, credited_value: value }]
    const shares = sharesOfConversion(conversion, { ...question, model })
    return touches.map((touch, index) => ({
      ...own,
      nth: index + 1,
      channel: touch.channel,
      touch_ts: touch.time,
      credit: shares[index]!,
      credited_value: shares[index]! * value,
    }))
  })
}

export const analysisCase: AnalysisCase<readonly LogEvent[], Choice> = {
  log: JOURNEYS,
  choices: fc.record({
    question: questionArbitrary,
    model: fc.constantFrom(...NAMES.filter((name) => name !== 'markov')),
    rows: fc.constantFrom('conversions', 'touches'),
  }),
  asked: ({ question, model, rows }) => ({ ...askedOf(attributionConversions, question, model), rows }),
  reference,
  told: toldInEachRow,
  bench: ATTRIBUTION_BENCH,
}
