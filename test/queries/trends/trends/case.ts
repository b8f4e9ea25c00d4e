import type { AnalysisCase } from '../../case'
import type { RandomLog } from '../../randomLog'
import { askedOf, choices, type Choice } from './choices'
import { referenceTrends } from './reference'
import { TRENDS } from './trendsLog'

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: TRENDS,
  choices,
  asked: askedOf,
  reference: (log, choice) => referenceTrends(log, choice),
  counts: ({ measures, formulas, adjustment }) =>
    formulas.length === 0 &&
    adjustment === null &&
    measures.every(({ measure }) => ['count', 'users', 'distinct'].includes(measure))
      ? ['value']
      : [],
  breakdown: {
    key: ['date', 'ts', 'series'],
    adds: ['value'],
    // Sums and counts add up over values of events, users where each stands under one.
    divided: (choice) => {
      const adds = choice.measures.every(
        ({ measure }) => measure === 'count' || measure === 'sum' || (measure === 'users' && choice.underOneValue),
      )
      if (!adds || choice.breakdown.length === 0 || choice.formulas.some((text) => text !== 'A')) return null
      if (choice.adjustment !== null && choice.adjustment !== 'difference') return null
      const divided = askedOf(choice)
      return { divided, whole: { ...divided, breakdown: [] } }
    },
  },
  bench: {},
}
