import { formatCount } from '../../chart/format'
import type { ChartSpec } from '../../chart/spec'
import { guardedText } from '../../export/spreadsheetGuard'
import { mend } from '../../ingest/repair/mend'
import type { QueryPlan } from '../../query/contract/plan'
import type { ResultTable } from '../../query/contract/result'
import { readArrowResult } from '../../query/session/arrowResult'
import type { Session } from '../../query/session/session'
import { nearest } from '../../query/sql/nearest'
import { eventSource } from '../../query/sql/eventSource'
import type { Workspace } from '../../store/workspace'
import { SavedAnnotations } from '../savedAnnotations'
import { runPlan } from '../runPlan'
import type { CommandLine } from './commandLine'
import { print } from './print'
import type { Streams } from './streams'
import { openSession } from './terminalSession'
import { encodeResult, readGuard, readOutputFormat } from './writeResult'

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
    const others = `${known.slice(0, 20).join(', ')}${known.length > 20 ? ' …' : ''}`
    streams.note(
      `no row has the event "${event}"; ` +
        (near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${others}`),
    )
  }
}

/**
 * Runs a plan and prints its answer as --format says; notes go to standard error. `events` are those that the
 * parameters name: where no row has one, a note says what there is.
 */
export async function printAnswer(
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
  const { session, close } = openSession(workspace, line.engines)
  try {
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
    const annotations = format.chart !== undefined ? await new SavedAnnotations(workspace.files).list() : []
    const encoded = await encodeResult(answer, format, { charts, annotations }, guard)
    await print(encoded, line, streams)
    const changed = guardedText(guard?.count ?? 0)
    if (changed !== null) streams.note(changed)
    streams.note(`${formatCount(answer.rowCount)} rows, ${Math.round(answer.elapsedMs)} ms`)
  } finally {
    close()
    await mend(workspace)
  }
}
