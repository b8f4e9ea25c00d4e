import { basename, resolve } from 'node:path'
import { reportHtml } from '../../../export/html/reportHtml'
import type { Report } from '../../../export/html/report'
import { answerDashboard } from '../../dashboard/answeredTile'
import { knownOf } from '../../dashboard/known'
import type { ReportedWorkspace } from '../../report/makeReport'
import { dashboardReport, viewReport } from '../../report/reportOf'
import { SavedAnnotations } from '../../savedAnnotations'
import { workspaceCatalog } from '../../workspaceModel'
import { OPEN_VIEW_SCOPE } from '../../dashboard/viewRequest'
import type { Workspace } from '../../../store/workspace'
import { askedView } from '../askedView'
import { withEngine } from '../askEngine'
import type { CommandLine } from '../commandLine'
import { lookForDashboard } from '../findDashboard'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

interface Made {
  readonly report: Report
  /** Why tiles have no answer. */
  readonly problems: readonly string[]
}

/** A dashboard's report where there is one of that name, else that of an analysis, a saved query or a saved view. */
async function make(
  name: string,
  line: CommandLine,
  workspace: Workspace,
  streams: Streams,
  signal: AbortSignal,
): Promise<Made> {
  const catalog = await workspaceCatalog(workspace)
  const reported: ReportedWorkspace = {
    name: basename(resolve(line.workspace ?? '')),
    catalog,
    sources: workspace.manifest.sources,
    annotations: await new SavedAnnotations(workspace.files).list(),
  }
  const engines = { engines: line.engines }
  const found = await lookForDashboard(name, workspace)
  if (found === null) {
    const request = await askedView(name, line, workspace, catalog)
    const report = await withEngine(workspace, signal, (ask) => viewReport(request, ask, reported, new Date()), engines)
    return { report, problems: [] }
  }
  if (Object.keys(line.parameters).length > 0 || line.table !== null)
    throw usageError(
      '--param',
      `${found.name} is a dashboard: what it shows is said in its file, not by --param or --table.`,
    )
  const { dashboard: board } = found
  const known = await knownOf(workspace.files, catalog)
  const tiles = await withEngine(
    workspace,
    signal,
    (ask) =>
      answerDashboard(board, board.scope, known, ask, (index) => {
        streams.progress(`tile ${index + 1} of ${board.tiles.length}`)
      }),
    engines,
  )
  streams.endProgress()
  const problems = tiles.flatMap((one) => ('problem' in one ? [one.problem] : []))
  return { report: dashboardReport(board, board.scope ?? OPEN_VIEW_SCOPE, tiles, reported, new Date()), problems }
}

/** Writes a page to give away; fails where a tile has no answer, which the page says as well. */
async function runReport(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0)
    throw usageError('DASHBOARD|QUERY', 'Name one dashboard or query; lathe dashboards and lathe queries list them.')
  if (line.format !== null && line.format !== 'html')
    throw usageError('--format', `A report is a page of HTML, not "${line.format}".`)
  const workspace = await openWorkspace(line)
  const { report, problems } = await make(name, line, workspace, streams, signal)
  await print(reportHtml(report), line, streams)
  for (const problem of problems) streams.note(problem)
  return problems.length === 0 ? 0 : 1
}

export const report: TerminalCommand = {
  name: 'report',
  usage: {
    words: 'DASHBOARD|QUERY --workspace DIR [--table NAME] [--param KEY=VALUE]… [--out FILE]',
    about:
      'one self-contained page of HTML: figures, charts, tables, and in an appendix definitions, SQL and the files ' +
      'that they come from',
  },
  run: runReport,
}
