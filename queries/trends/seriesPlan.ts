import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { addedStatement } from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { scopedPlan } from '../events/scopedPlan'
import { readDates } from './dates'
import { measureText, type TrendQuestion } from './question'
import { seriesScan } from './seriesScan'
import { trendsSql } from './trendsSql'

/** The plan of a question's series alone, for analyses that go on from there. */
export function seriesPlan(question: TrendQuestion, values: ParameterValues): QueryPlan {
  const { from, to } = readDates(question)
  const asked = trendsSql(question)
  return {
    ...scopedPlan(
      question.scope,
      addedStatement(asked),
      partitionRange({ ...question.scope, fromDate: from, toDate: to }, 0, 0),
      question.parts.map(({ measure }) => `${measure.name}: ${measureText(measure)}`),
    ),
    ...seriesScan(question, values, asked),
  }
}
