import { Engine } from '../../engine/engine'
import { nodeAssets } from '../../engine/nodeAssets'
import { mend } from '../../ingest/repair/mend'
import type { DataModel } from '../../model/dataModel'
import type { QueryPlan } from '../../query/contract/plan'
import { Session } from '../../query/session/session'
import type { SessionOptions } from '../../query/session/sessionAnswer'
import type { Workspace } from '../../store/workspace'
import { runPlan } from '../runPlan'
import { StoredAnswers, type StoredAnswer } from '../storedAnswers'
import { WorkspaceModel } from '../workspaceModel'
import { terminalVersion } from './terminalVersion'

/** A workspace that is asked from the terminal: by its kept answers, else by an engine that is started then. */
export interface AskedWorkspace {
  readonly session: Session
  /** Throws what runPlan throws. */
  run(plan: QueryPlan, options?: SessionOptions): Promise<StoredAnswer>
  /** Ends the engine, keeps what was answered and writes down what was found missing. */
  end(): Promise<void>
}

/**
 * With more `engines` than one, as many more share the users where figures add up; `model` stands in the place of the
 * workspace's own.
 */
export function askedWorkspace(workspace: Workspace, engines = 1, model?: DataModel): AskedWorkspace {
  const readModel = (): Promise<DataModel> =>
    model === undefined ? new WorkspaceModel(workspace.files).read() : Promise.resolve(model)
  const engine = new Engine(nodeAssets())
  const shared = engines < 2 ? [] : Array.from({ length: engines }, () => new Engine(nodeAssets()))
  const session = new Session(workspace, engine, readModel, { engines: shared, leastRows: 1 })
  const answers = new StoredAnswers(workspace, readModel, terminalVersion())
  return {
    session,
    run: (plan, options = {}) => answers.run(plan, options.limitRows ?? null, () => runPlan(session, plan, options)),
    end: async () => {
      for (const one of [engine, ...shared]) one.close()
      await answers.flush()
      await mend(workspace)
    },
  }
}
