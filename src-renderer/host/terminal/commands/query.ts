import type { ChartSpec } from '../../../chart/spec'
import { namedEvents } from '../../../query/analysis/namedEvents'
import type { ResultTable } from '../../../query/contract/result'
import type { QueryPlan } from '../../../query/contract/plan'
import { trinoText } from '../../../query/dialect/trinoText'
import type { Workspace } from '../../../store/workspace'
import { workspaceCatalog } from '../../workspaceModel'
import { askedView } from '../askedView'
import { withEngine } from '../askEngine'
import type { CommandLine } from '../commandLine'
import { print } from '../print'
import { printAnswer } from '../printAnswer'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'
import { OUTPUT_FORMATS, readGuard, readOutputFormat } from '../writeResult'

async function runQuery(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('QUERY', 'Name one query; lathe queries lists them.')
  readGuard(line.safe, readOutputFormat(line.format))
  const workspace = await openWorkspace(line)
  const catalog = await workspaceCatalog(workspace)
  const { view, analysis, values, plan, source } = await askedView(name, line, workspace, catalog)
  if (line.dialect !== null) {
    const text = line.dialect === 'trino' ? trinoText(plan, catalog) : await shellText(plan, workspace, signal)
    await print(`${text}\n`, line, streams)
    return 0
  }
  await printAnswer(
    plan,
    { ...line, table: source },
    workspace,
    (table: ResultTable): readonly ChartSpec[] => {
      const charts = analysis.charts?.(table, values, catalog.model) ?? []
      return view.chart > 1 && charts.length >= view.chart ? charts.slice(view.chart - 1) : charts
    },
    streams,
    signal,
    analysis.reads === 'events' ? namedEvents(analysis.parameters, values, catalog.model) : [],
  )
  return 0
}

/** The SQL as it can be pasted into any DuckDB shell: the engine says what it reads. */
async function shellText(plan: QueryPlan, workspace: Workspace, signal: AbortSignal): Promise<string> {
  return (await withEngine(workspace, signal, (ask) => ask(plan), { mostRows: 1 })).shellSql
}

export const query: TerminalCommand = {
  name: 'query',
  usage: {
    words:
      'QUERY --workspace DIR [--table NAME] [--param KEY=VALUE]… ' +
      `[--format ${OUTPUT_FORMATS.map((format) => format.name).join('|')}]`,
    about: 'an analysis, or a saved query or view of the workspace',
    more: ['[--chart N] [--safe] [--out FILE] [--dialect duckdb|trino]'],
  },
  run: runQuery,
}
