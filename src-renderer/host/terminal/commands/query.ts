import { readParameters } from '../../../query/analysis/parameters'
import { withPreset } from '../../../query/analysis/preset'
import type { ParameterValues } from '../../../query/contract/parameter'
import { namedEvents } from '../../../query/analysis/namedEvents'
import { workspaceCatalog } from '../../workspaceModel'
import type { CommandLine } from '../commandLine'
import { findQuery } from '../findQuery'
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
  const workspace = await openWorkspace(line.workspace)
  const catalog = await workspaceCatalog(workspace)
  const { analysis, source } = await findQuery(name, workspace, catalog)
  const values: ParameterValues = readParameters(analysis.parameters, withPreset(analysis, line.parameters))
  const chosen = { ...line, table: line.table ?? source }
  const plan = analysis.plan(values, catalog, chosen.table)
  await printAnswer(
    plan,
    chosen,
    workspace,
    (table) => analysis.charts?.(table, values, catalog.model) ?? [],
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
    more: ['[--safe] [--out FILE]'],
  },
  run: runQuery,
}
