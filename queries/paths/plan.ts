import type { Drill } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { scopedPlan } from '../events/scopedPlan'
import { pathNotes, type PathQuestion } from './question'

/** A plan over a question's dates and zone. Sessions may begin long before the dates, so that they need all events. */
export function pathPlan(question: PathQuestion, ctes: readonly Cte[], select: string): QueryPlan {
  const { scope, cut } = question
  return scopedPlan(
    scope,
    statement(ctes, select),
    cut === null ? partitionRange(scope, 0, 0) : undefined,
    pathNotes(question),
  )
}

/** The users of the transitions or paths for which a condition holds, with how many of them are theirs. */
export function usersOf(
  question: PathQuestion,
  ctes: readonly Cte[],
  listed: { readonly title: string; readonly from: string; readonly where: string; readonly count: string },
): Drill {
  return {
    title: listed.title,
    kind: 'users',
    plan: pathPlan(
      question,
      ctes,
      `SELECT user_key, count(*)::BIGINT AS ${listed.count}
FROM ${listed.from}
WHERE ${listed.where}
GROUP BY user_key
ORDER BY ${listed.count} DESC, user_key`,
    ),
  }
}
