import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { analyses } from '../../../queries/index'
import { Engine } from '../../engine/engine'
import { nodeAssets } from '../../engine/nodeAssets'
import { mend } from '../../ingest/repair/mend'
import { LatheError } from '../../model/error'
import { catalogOf } from '../../query/session/catalog'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterValues } from '../../query/contract/parameter'
import type { QueryPlan } from '../../query/contract/plan'
import { readArrowResult } from '../../query/session/arrowResult'
import { namedEvents } from '../../query/sql/namedEvents'
import { nearest } from '../../query/sql/nearest'
import { eventSource } from '../../query/sql/eventSource'
import { readParameters } from '../../query/analysis/parameters'
import { withPreset } from '../../query/analysis/preset'
import { readQueryFile } from '../../query/saved/queryFile'
import { savedQuery, type SavedQuery } from '../../query/saved/savedQuery'
import type { ResultTable } from '../../query/contract/result'
import { Session } from '../../query/session/session'
import type { ChartSpec } from '../../chart/spec'
import type { Workspace } from '../../store/workspace'
import { KeptAnnotations } from '../keptAnnotations'
import { KeptSegments } from '../keptSegments'
import { runPlan } from '../runPlan'
import { guardedText } from '../../export/spreadsheetGuard'
import { usageError, type CommandLine } from './commandLine'
import { print } from './print'
import type { Streams } from './streams'
import { openWorkspace } from './workspaceFolder'
import { encodeResult, readGuard, readOutputFormat } from './writeResult'

/** A named analysis, a .sql file of the workspace's queries folder, or a path to one. Throws `not-found`. */
async function findQuery(name: string, workspace: Workspace, catalog: Catalog): Promise<SavedQuery> {
  const known = analyses.find((analysis) => analysis.name === name)
  if (known !== undefined) return { analysis: known, source: null }
  const bare = name.replace(/\.sql$/, '')
  const own = await workspace.files.read(`queries/${bare}.sql`).catch(() => null)
  if (own !== null) return savedQuery(readQueryFile(bare, new TextDecoder().decode(own)), catalog)
  if (statSync(name, { throwIfNoEntry: false })?.isFile() === true)
    return savedQuery(readQueryFile(basename(name, '.sql'), readFileSync(name, 'utf8')), catalog)
  const candidates = nearest(
    name,
    analyses.map((analysis) => analysis.name),
  )
  throw new LatheError(
    'not-found',
    `There is no query "${name}"${candidates.length > 0 ? `; did you mean ${candidates.join(' or ')}?` : '; lathe queries lists them, and a path to a .sql file works too.'}`,
    { what: 'query', name, candidates },
  )
}

async function noteUnknownEvents(
  events: readonly string[],
  session: Session,
  table: string | null,
  streams: Streams,
  signal: AbortSignal,
): Promise<void> {
  if (events.length === 0) return
  const from = eventSource(session.catalog(), table).sql
  const known = readArrowResult(
    (
      await session.run(
        { sql: `SELECT DISTINCT event::VARCHAR AS event FROM ${from} WHERE event IS NOT NULL ORDER BY 1` },
        { signal },
      )
    ).ipc,
  )
    .column('event')
    .map(String)
  for (const event of events) {
    if (known.includes(event)) continue
    const near = nearest(event, known)
    streams.note(
      `no row has the event "${event}"; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ' …' : ''}`}`,
    )
  }
}

async function printAnswer(
  plan: QueryPlan,
  line: CommandLine,
  workspace: Workspace,
  charts: (table: ResultTable) => readonly ChartSpec[],
  streams: Streams,
  signal: AbortSignal,
  events: readonly string[] = [],
): Promise<void> {
  const format = readOutputFormat(line.format)
  const guard = readGuard(line.safe, format)
  const engine = new Engine(nodeAssets())
  try {
    const session = new Session(workspace, engine)
    const answer = await runPlan(session, plan, {
      signal,
      onLoad: ({ loadedBytes, totalBytes }) => {
        streams.progress(`loading ${Math.floor((100 * loadedBytes) / Math.max(1, totalBytes))}%`)
      },
    })
    streams.endProgress()
    for (const note of plan.notes ?? []) streams.note(note)
    for (const note of answer.notes) streams.note(note.text)
    await noteUnknownEvents(events, session, line.table, streams, signal)
    const annotations = format === 'svg' ? await new KeptAnnotations(workspace.files).list() : []
    const encoded = await encodeResult(answer, format, { charts, annotations }, guard)
    await print(encoded, line, streams)
    const changed = guardedText(guard?.count ?? 0)
    if (changed !== null) streams.note(changed)
    streams.note(`${answer.rowCount.toLocaleString('en')} rows, ${Math.round(answer.elapsedMs)} ms`)
  } finally {
    engine.close()
    await mend(workspace)
  }
}

/** `lathe query` */
export async function runQuery(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('QUERY', 'Name one query; lathe queries lists them.')
  readGuard(line.safe, readOutputFormat(line.format))
  const workspace = await openWorkspace(line.workspace)
  const catalog: Catalog = {
    ...catalogOf(workspace.manifest),
    segments: await new KeptSegments(workspace.files).list(),
  }
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
    analysis.reads === 'events' ? namedEvents(analysis.parameters, values) : [],
  )
  return 0
}

/** `lathe sql` */
export async function runSql(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [sql, ...surplus] = line.operands
  if (sql === undefined || sql.trim() === '' || surplus.length > 0)
    throw usageError('SQL', 'Give one SQL text, in quotes.')
  readGuard(line.safe, readOutputFormat(line.format))
  await printAnswer({ sql }, line, await openWorkspace(line.workspace), () => [], streams, signal)
  return 0
}
