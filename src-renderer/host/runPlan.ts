import { analyses } from '../../queries/index'
import { readArrowResult } from '../query/arrowResult'
import { resultIpc } from '../query/computedResult'
import type { QueryPlan } from '../query/definition'
import type { Session, SessionAnswer, SessionOptions } from '../query/session'

/**
 * Runs a plan and, where it says so, lets its analysis make the result of the answer. The one way to an answer for window
 * and terminal. Throws what Session.run throws, and what finish() throws.
 */
export async function runPlan(session: Session, plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
  if (plan.finish === undefined) return session.run(plan, options)
  const { analysis, values } = plan.finish
  const owner = analyses.find((one) => one.name === analysis)
  if (owner?.finish === undefined) throw new Error(`The analysis ${analysis} has no finish().`)
  const { limitRows, ...rest } = options
  const startedAt = performance.now()
  const answer = await session.run(plan, rest)
  const table = owner.finish(readArrowResult(answer.ipc), values)
  return {
    ...answer, ipc: resultIpc(table), rowCount: table.rowCount,
    truncated: limitRows !== undefined && table.rowCount > limitRows, elapsedMs: performance.now() - startedAt,
  }
}
