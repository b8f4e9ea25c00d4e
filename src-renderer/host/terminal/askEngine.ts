import type { DataModel } from '../../model/dataModel'
import type { QueryPlan } from '../../query/contract/plan'
import { readArrowResult } from '../../query/session/arrowResult'
import type { Workspace } from '../../store/workspace'
import type { Ask, TileRun } from '../dashboard/tileAnswer'
import { askedWorkspace } from './askedWorkspace'

/** Rows of an answer at most. */
const MOST_ROWS = 10_000

interface EngineChoices {
  /** Rows of an answer at most. */
  readonly mostRows?: number
  /** In the place of the workspace's own. */
  readonly model?: DataModel
  /** How many share the users where figures add up; one where absent. */
  readonly engines?: number
}

/** Does work that asks the engine several questions of a workspace; ends the engine after it. */
export async function withEngine<T>(
  workspace: Workspace,
  signal: AbortSignal,
  work: (ask: Ask) => Promise<T>,
  { mostRows = MOST_ROWS, model, engines }: EngineChoices = {},
): Promise<T> {
  const asked = askedWorkspace(workspace, engines, model)
  try {
    return await work(async (plan: QueryPlan): Promise<TileRun> => {
      const { ipc, notes, truncated, shellSql, tables } = await asked.run(plan, { signal, limitRows: mostRows })
      return { table: readArrowResult(ipc, mostRows), notes, truncated, shellSql, tables }
    })
  } finally {
    await asked.end()
  }
}
