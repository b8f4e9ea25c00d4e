import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { analyses } from '../../../../queries/index'
import { LatheError } from '../../../model/error'
import { readParameters } from '../../../query/analysis/parameters'
import { withPreset } from '../../../query/analysis/preset'
import type { Catalog } from '../../../query/contract/catalog'
import type { ParameterValues } from '../../../query/contract/parameter'
import { readQueryFile } from '../../../query/saved/queryFile'
import { runnableQuery, type RunnableQuery } from '../../../query/saved/runnableQuery'
import { namedEvents } from '../../../query/analysis/namedEvents'
import { nearest } from '../../../query/sql/nearest'
import type { Workspace } from '../../../store/workspace'
import { workspaceCatalog } from '../../workspaceModel'
import type { CommandLine } from '../commandLine'
import { printAnswer } from '../printAnswer'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'
import { OUTPUT_FORMATS, readGuard, readOutputFormat } from '../writeResult'

/** A named analysis, a .sql file of the workspace's queries folder, or a path to one. Throws `not-found`. */
async function findQuery(name: string, workspace: Workspace, catalog: Catalog): Promise<RunnableQuery> {
  const known = analyses.find((analysis) => analysis.name === name)
  if (known !== undefined) return { analysis: known, source: null }
  const bare = name.replace(/\.sql$/, '')
  const own = await workspace.files.read(`queries/${bare}.sql`).catch(() => null)
  if (own !== null) return runnableQuery(readQueryFile(bare, new TextDecoder().decode(own)), catalog)
  if (statSync(name, { throwIfNoEntry: false })?.isFile() === true)
    return runnableQuery(readQueryFile(basename(name, '.sql'), readFileSync(name, 'utf8')), catalog)
  const candidates = nearest(
    name,
    analyses.map((analysis) => analysis.name),
  )
  throw new LatheError(
    'not-found',
    `There is no query "${name}"; ` +
      (candidates.length > 0
        ? `did you mean ${candidates.join(' or ')}?`
        : 'lathe queries lists them, and a path to a .sql file works too.'),
    { what: 'query', name, candidates },
  )
}

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
    (table) => analysis.charts?.(table, values) ?? [],
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
