import type { Drill, KernelRun } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { partitionRange } from '../events/activeDays'
import { scopedPlan } from '../events/scopedPlan'
import { pathSequence } from './pathSequence'
import { pathNotes, readWalk, type PathQuestion, type PathWalk } from './question'

/** What kernels of paths do, in words. */
const RULE =
  "Each user's events are walked once in order of time: cut into sessions (where a path stays within one), made steps of, and each path is followed from where it is anchored."

/** The same plan with a kernel that answers. */
export function passedPlan(
  plan: QueryPlan,
  question: PathQuestion,
  analysis: string,
  values: ParameterValues,
): QueryPlan {
  const sequence = pathSequence(question)
  return sequence === null ? plan : { ...plan, sequence: { ...sequence, analysis, values, rule: RULE } }
}

/** How a kernel walks. */
export function walkOf({ values, columns }: KernelRun): PathWalk {
  return readWalk(values, columns.has('session'))
}

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
