import { formatFixed } from '../../../chart/format'
import { Engine } from '../../../engine/engine'
import { nodeAssets } from '../../../engine/nodeAssets'
import { MODEL_PATH } from '../../../model/dataModel'
import { readDataModel } from '../../../model/readDataModel'
import { entryJson, writeDataModel } from '../../../model/writeDataModel'
import type { ResultTable } from '../../../query/contract/result'
import { readArrowResult } from '../../../query/session/arrowResult'
import { checkModel } from '../../../query/session/checkModel'
import { fanOutText } from '../../../query/session/relationFit'
import { Session } from '../../../query/session/session'
import { peoplePreview } from '../../peoplePreview'
import { runPlan } from '../../runPlan'
import { suggestRelations, type RelationProposal } from '../../../query/session/suggestRelations'
import { workspaceCatalog, WorkspaceModel } from '../../workspaceModel'
import type { CommandLine } from '../commandLine'
import { refuseOperands } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/** Proposals as lines that can be pasted into "relations"; how each fits, and what is refused, are notes. */
async function suggest(proposals: readonly RelationProposal[], line: CommandLine, streams: Streams): Promise<void> {
  const lines = proposals.flatMap(({ relation, isUnique }) =>
    isUnique ? [`${JSON.stringify(entryJson('relations', relation))}\n`] : [],
  )
  await print(lines.join(''), line, streams)
  for (const { relation, fit, contained, isUnique } of proposals) {
    const orphans = fit.orphanExamples.length === 0 ? '' : `; not there: ${fit.orphanExamples.join(', ')}`
    streams.note(
      `${fit.from} → ${fit.to}: ${formatFixed(100 * contained, 1)} % of ${fit.ownKeys} keys are there, ` +
        `${fit.orphans} of ${fit.rows} rows find no row${orphans}` +
        (isUnique ? '.' : `. Refused: ${fanOutText(relation, fit)}`),
    )
  }
  if (proposals.length === 0) streams.note('No relation that the model lacks follows from names and values.')
}

/**
 * Prints the model as it is understood; with --suggest, relations that names and values propose; with --check, how it
 * fits the tables, and fails where anything is wrong; with --preview people, figures by accounts and by people.
 */
async function runModel(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  refuseOperands(line)
  const workspace = await openWorkspace(line)
  const file = new WorkspaceModel(workspace.files)
  const placed = (await file.placed()) ?? readDataModel('{}')
  if (!line.check && !line.suggest && line.preview === null) {
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
    const run = async (sql: string): Promise<ResultTable> =>
      readArrowResult((await session.run({ sql }, { signal })).ipc)
    if (line.suggest) {
      await suggest(await suggestRelations(catalog, placed.model, run), line, streams)
      return 0
    }
    const report = await checkModel(placed, catalog, run)
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
    words: '--workspace DIR [--check|--suggest|--preview people]',
    about:
      'relations, computed columns, events, measures, people and test users; --check says what is wrong with them, ' +
      '--suggest proposes relations by names and values, as lines of JSON',
  },
  run: runModel,
}
