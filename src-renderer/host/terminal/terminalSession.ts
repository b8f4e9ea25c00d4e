import { Engine } from '../../engine/engine'
import { nodeAssets } from '../../engine/nodeAssets'
import type { DataModel } from '../../model/dataModel'
import { Session } from '../../query/session/session'
import type { Workspace } from '../../store/workspace'
import { WorkspaceModel } from '../workspaceModel'

/** A session of a command, and how its engines are ended. */
export interface TerminalSession {
  readonly session: Session
  readonly close: () => void
}

/**
 * A session on an engine of its own; with more `engines` than one, on as many more, which share the users where figures
 * add up. `model` stands in the place of the workspace's own.
 */
export function openSession(workspace: Workspace, engines = 1, model?: DataModel): TerminalSession {
  const engine = new Engine(nodeAssets())
  const shared = engines < 2 ? [] : Array.from({ length: engines }, () => new Engine(nodeAssets()))
  const readModel = (): Promise<DataModel> =>
    model === undefined ? new WorkspaceModel(workspace.files).read() : Promise.resolve(model)
  return {
    session: new Session(workspace, engine, readModel, { engines: shared, leastRows: 1 }),
    close: () => {
      for (const one of [engine, ...shared]) one.close()
    },
  }
}
