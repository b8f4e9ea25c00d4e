import { basename, resolve } from 'node:path'
import { analyses } from '../../../../queries/index'
import { answerDashboard } from '../../dashboard/answeredTile'
import { knownOf } from '../../dashboard/known'
import type { Ask } from '../../dashboard/tileAnswer'
import { tileName } from '../../dashboard/tileText'
import { OPEN_VIEW_SCOPE, viewRequest, type Known } from '../../dashboard/viewRequest'
import { makeBundle, type BundleProblem } from '../../bundle/makeBundle'
import type { ReportedAnswer } from '../../report/makeReport'
import { workspaceCatalog, WorkspaceModel } from '../../workspaceModel'
import type { View } from '../../../query/contract/view'
import { withEngine } from '../askEngine'
import type { CommandLine } from '../commandLine'
import { findView } from '../findQuery'
import { lookForDashboard } from '../findDashboard'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import type { Workspace } from '../../../store/workspace'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

const MOST_ROWS = 1_000_000

interface Asked {
  readonly answers: readonly ReportedAnswer[]
  readonly problems: readonly BundleProblem[]
}

/** A saved view of that name with the command line's parameters, else the analysis or the saved query. */
async function viewOf(name: string, line: CommandLine, workspace: Workspace, { queries }: Known): Promise<View> {
  const view = await findView(name, workspace)
  const parameters = { ...view?.parameters, ...line.parameters }
  if (view !== null) return { ...view, table: line.table ?? view.table, parameters }
  const bare = name.replace(/\.sql$/, '')
  const isQuery = analyses.every((one) => one.name !== name) && queries.some((one) => one.name === bare)
  return {
    title: '',
    about: '',
    of: isQuery ? { query: bare } : { analysis: name },
    table: line.table,
    parameters,
    scope: OPEN_VIEW_SCOPE,
    show: 'table',
    chart: 1,
  }
}

async function askFor(name: string, line: CommandLine, workspace: Workspace, known: Known, ask: Ask): Promise<Asked> {
  const found = await lookForDashboard(name, workspace)
  if (found === null) {
    const request = viewRequest(await viewOf(name, line, workspace, known), OPEN_VIEW_SCOPE, known)
    const title = request.view.title === '' ? request.analysis.title : request.view.title
    return { answers: [{ title, request, run: await ask(request.plan) }], problems: [] }
  }
  if (Object.keys(line.parameters).length > 0 || line.table !== null)
    throw usageError(
      '--param',
      `${found.name} is a dashboard: what it shows is said in its file, not by --param or --table.`,
    )
  const tiles = await answerDashboard(found.dashboard, found.dashboard.scope, known, ask)
  return {
    answers: tiles.flatMap((one) => ('answer' in one ? [one.answer] : [])),
    problems: tiles.flatMap((one) => ('problem' in one ? [{ title: tileName(one.tile), problem: one.problem }] : [])),
  }
}

/** Writes a bundle that `lathe verify` asks again; fails where something has no answer, which the bundle says as well. */
async function runBundle(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  if (line.operands.length === 0)
    throw usageError('NAME', 'Name dashboards, saved views or queries; lathe dashboards and lathe queries list them.')
  if (line.out === null) throw usageError('--out', 'Say where the bundle is to be written: --out FILE.zip.')
  if (line.format !== null && line.format !== 'zip')
    throw usageError('--format', `A bundle is a ZIP archive, not "${line.format}".`)
  const workspace = await openWorkspace(line)
  const known = await knownOf(workspace.files, await workspaceCatalog(workspace))
  const asked: Asked[] = []
  await withEngine(
    workspace,
    signal,
    async (ask) => {
      for (const name of line.operands) {
        streams.progress(name)
        asked.push(await askFor(name, line, workspace, known, ask))
      }
    },
    { mostRows: MOST_ROWS },
  )
  streams.endProgress()
  const problems = asked.flatMap((one) => one.problems)
  const answers = asked.flatMap((one) => one.answers)
  const of = {
    name: basename(resolve(line.workspace ?? '')),
    catalog: known.catalog,
    sources: workspace.manifest.sources,
    model: await new WorkspaceModel(workspace.files).text(),
    queries: known.queries,
  }
  await print(await makeBundle(answers, problems, of, new Date()), line, streams)
  streams.note(`${line.out}: ${answers.length} ${answers.length === 1 ? 'result' : 'results'}`)
  for (const { title, problem } of problems) streams.note(`${title}: ${problem}`)
  return problems.length === 0 ? 0 : 1
}

export const bundle: TerminalCommand = {
  name: 'bundle',
  usage: {
    words: 'DASHBOARD|QUERY… --workspace DIR [--table NAME] [--param KEY=VALUE]… --out FILE.zip',
    about:
      'questions, parameters, SQL, model, results and checksums of the source files in one ZIP that lathe verify asks again',
  },
  run: runBundle,
}
