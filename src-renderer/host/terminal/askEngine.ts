import { Engine } from '../../engine/engine'
import { nodeAssets } from '../../engine/nodeAssets'
import type { DataModel } from '../../model/dataModel'
import { mend } from '../../ingest/repair/mend'
import type { QueryPlan } from '../../query/contract/plan'
import { readArrowResult } from '../../query/session/arrowResult'
import { Session } from '../../query/session/session'
import type { Workspace } from '../../store/workspace'
import type { Ask, TileRun } from '../dashboard/tileAnswer'
import { runPlan } from '../runPlan'
import { WorkspaceModel } from '../workspaceModel'

/** Rows of an answer at most. */
const MOST_ROWS = 10_000

interface EngineChoices {
  /** Rows of an answer at most. */
  readonly mostRows?: number
  /** In the place of the workspace's own. */
  readonly model?: DataModel
}

/** Does work that asks the engine several questions of a workspace; ends the engine after it. */
export async function withEngine<T>(
  workspace: Workspace,
  signal: AbortSignal,
  work: (ask: Ask) => Promise<T>,
  { mostRows = MOST_ROWS, model }: EngineChoices = {},
): Promise<T> {
  const engine = new Engine(nodeAssets())
  try {
    const session = new Session(workspace, engine, () =>
      model === undefined ? new WorkspaceModel(workspace.files).read() : Promise.resolve(model),
    )
    return await work(async (plan: QueryPlan): Promise<TileRun> => {
      const { ipc, notes, truncated, shellSql, tables } = await runPlan(session, plan, { signal, limitRows: mostRows })
      return { table: readArrowResult(ipc, mostRows), notes, truncated, shellSql, tables }
    })
  } finally {
    engine.close()
    await mend(workspace)
  }
}
