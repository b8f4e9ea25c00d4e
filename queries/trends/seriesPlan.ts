import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { addedStatement } from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { scopedPlan } from '../events/scopedPlan'
import { readDates } from './dates'
import { measureText, type TrendQuestion } from './question'
import { trendsSql } from './trendsSql'

/** The plan of a question's series alone, for analyses that go on from there. */
export function seriesPlan(question: TrendQuestion): QueryPlan {
  const { from, to } = readDates(question)
  return scopedPlan(
    question.scope,
    addedStatement(trendsSql(question)),
    partitionRange({ ...question.scope, fromDate: from, toDate: to }, 0, 0),
    question.parts.map(({ measure }) => `${measure.name}: ${measureText(measure)}`),
  )
}
