import { Engine } from '../../../engine/engine'
import { nodeAssets } from '../../../engine/nodeAssets'
import { MODEL_PATH } from '../../../model/dataModel'
import { readDataModel } from '../../../model/readDataModel'
import { writeDataModel } from '../../../model/writeDataModel'
import { readArrowResult } from '../../../query/session/arrowResult'
import { checkModel } from '../../../query/session/checkModel'
import { Session } from '../../../query/session/session'
import { peoplePreview } from '../../peoplePreview'
import { runPlan } from '../../runPlan'
import { workspaceCatalog, WorkspaceModel } from '../../workspaceModel'
import type { CommandLine } from '../commandLine'
import { refuseOperands } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/**
 * Prints the model as it is understood; with --check, how it fits the tables, and fails where anything is wrong; with
 * --preview people, figures by accounts and by people.
 */
async function runModel(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  refuseOperands(line)
  const workspace = await openWorkspace(line.workspace)
  const file = new WorkspaceModel(workspace.files)
  const placed = (await file.placed()) ?? readDataModel('{}')
  if (!line.check && line.preview === null) {
    await print(writeDataModel(placed.model), line, streams)
    return 0
  }
  const catalog = await workspaceCatalog(workspace)
  const engine = new Engine(nodeAssets())
  try {
    const session = new Session(workspace, engine, () => Promise.resolve(placed.model))
    if (line.preview !== null) {
      const moved = await peoplePreview(catalog, async (plan) =>
        readArrowResult((await runPlan(session, plan, { signal })).ipc),
      )
      await print(`${JSON.stringify(moved, null, 1)}\n`, line, streams)
      return 0
    }
    const report = await checkModel(placed, catalog, async (sql) =>
      readArrowResult((await session.run({ sql }, { signal })).ipc),
    )
    await print(`${JSON.stringify(report, null, 1)}\n`, line, streams)
    for (const { line: at, column, name, problem } of report.problems)
      streams.note(`${MODEL_PATH}, line ${at}, column ${column}: ${name}: ${problem}`)
    return report.problems.length === 0 ? 0 : 1
  } finally {
    engine.close()
  }
}

export const model: TerminalCommand = {
  name: 'model',
  usage: {
    words: '--workspace DIR [--check] [--preview people]',
    about: 'relations, computed columns, events, people and test users; --check says what is wrong with them',
  },
  run: runModel,
}
