import fc from 'fast-check'
import { STEPS } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import type { Unit } from '../../localCalendar'
import {
  attemptParameters,
  breakdownParameters,
  funnelBreakdown,
  LONG_FUNNELS,
  optionsArbitrary,
  type LongLog,
} from '../funnel/questions'
import type { ReferenceOptions } from '../funnel/reference'
import { trendReference } from './reference'

export const analysisCase: AnalysisCase<LongLog, { question: ReferenceOptions; unit: Unit }> = {
  log: LONG_FUNNELS,
  choices: fc.record({ question: optionsArbitrary, unit: fc.constantFrom('day', 'week', 'month') }),
  asked: ({ question, unit }) => ({ ...attemptParameters(question), ...breakdownParameters(question), unit }),
  reference: (log, { question, unit }) =>
    trendReference(log.events, question, unit, log.weekStart).map((row) => ({
      ...row,
      pct: row.entered === 0 ? null : (100 * row.converted) / row.entered,
    })),
  told: (rows, { question }) =>
    rows.map((row) => ({
      group: question.breakdown ? row['plan'] : null,
      date: row['date'],
      entered: row['entered'],
      converted: row['converted'],
      pct: row['pct'],
    })),
  breakdown: {
    ...funnelBreakdown(['date'], ['entered', 'converted']),
    divided: ({ question, unit }) => {
      const both = funnelBreakdown([], []).divided(question)
      return both === null ? null : { divided: { ...both.divided, unit }, whole: { ...both.whole, unit } }
    },
  },
  bench: { steps: STEPS },
}
