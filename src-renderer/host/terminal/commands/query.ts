import type { ChartSpec } from '../../../chart/spec'
import { readParameters } from '../../../query/analysis/parameters'
import { withPreset } from '../../../query/analysis/preset'
import type { Analysis } from '../../../query/contract/analysis'
import type { Catalog } from '../../../query/contract/catalog'
import type { ParameterValues } from '../../../query/contract/parameter'
import type { QueryPlan } from '../../../query/contract/plan'
import type { ResultTable } from '../../../query/contract/result'
import { namedEvents } from '../../../query/analysis/namedEvents'
import type { Workspace } from '../../../store/workspace'
import { knownOf } from '../../dashboard/known'
import { OPEN_VIEW_SCOPE, viewRequest } from '../../dashboard/viewRequest'
import { workspaceCatalog } from '../../workspaceModel'
import type { CommandLine } from '../commandLine'
import { findQuery, findView } from '../findQuery'
import { printAnswer } from '../printAnswer'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'
import { OUTPUT_FORMATS, readGuard, readOutputFormat } from '../writeResult'

interface Asked {
  readonly analysis: Analysis
  readonly values: ParameterValues
  readonly plan: QueryPlan
  readonly source: string | null
  /** Which of several charts comes first, from 1. */
  readonly chart: number
}

/** An analysis or a saved query with the command line's parameters; or a saved view, over whose own they win. */
async function askedBy(name: string, line: CommandLine, workspace: Workspace, catalog: Catalog): Promise<Asked> {
  const view = await findView(name, workspace)
  if (view !== null) {
    const parameters = { ...view.parameters, ...line.parameters }
    const table = line.table ?? view.table
    return {
      ...viewRequest({ ...view, table, parameters }, OPEN_VIEW_SCOPE, await knownOf(workspace.files, catalog)),
      chart: view.chart,
    }
  }
  const { analysis, source: read } = await findQuery(name, workspace, catalog)
  const values: ParameterValues = readParameters(analysis.parameters, withPreset(analysis, line.parameters))
  const source = line.table ?? read
  return { analysis, values, plan: analysis.plan(values, catalog, source), source, chart: 1 }
}

async function runQuery(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('QUERY', 'Name one query; lathe queries lists them.')
  readGuard(line.safe, readOutputFormat(line.format))
  const workspace = await openWorkspace(line.workspace)
  const catalog = await workspaceCatalog(workspace)
  const { analysis, values, plan, source, chart } = await askedBy(name, line, workspace, catalog)
  await printAnswer(
    plan,
    { ...line, table: source },
    workspace,
    (table: ResultTable): readonly ChartSpec[] => {
      const charts = analysis.charts?.(table, values, catalog.model) ?? []
      return chart > 1 && charts.length >= chart ? charts.slice(chart - 1) : charts
    },
    streams,
    signal,
    analysis.reads === 'events' ? namedEvents(analysis.parameters, values, catalog.model) : [],
  )
  return 0
}

export const query: TerminalCommand = {
  name: 'query',
  usage: {
    words:
      'QUERY --workspace DIR [--table NAME] [--param KEY=VALUE]… ' +
      `[--format ${OUTPUT_FORMATS.map((format) => format.name).join('|')}]`,
    about: 'an analysis, or a saved query or view of the workspace',
    more: ['[--safe] [--out FILE]'],
  },
  run: runQuery,
}
