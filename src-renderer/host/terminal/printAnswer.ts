import { formatCount } from '../../chart/format'
import type { ChartSpec } from '../../chart/spec'
import { chartTable } from '../../export/chartTable'
import { guardedText } from '../../export/spreadsheetGuard'
import { LatheError } from '../../model/error'
import { resultIpc } from '../../query/analysis/computedResult'
import type { QueryPlan } from '../../query/contract/plan'
import type { ResultTable } from '../../query/contract/result'
import { readArrowResult } from '../../query/session/arrowResult'
import type { SessionAnswer } from '../../query/session/sessionAnswer'
import { nearest } from '../../query/sql/nearest'
import { eventSource } from '../../query/sql/eventSource'
import type { Workspace } from '../../store/workspace'
import { SavedAnnotations } from '../savedAnnotations'
import { askedWorkspace, type AskedWorkspace } from './askedWorkspace'
import type { CommandLine } from './commandLine'
import { print } from './print'
import type { Streams } from './streams'
import { encodeResult, readGuard, readOutputFormat } from './writeResult'

/** The events of a log, or of all: as the manifest lists them, else as the engine finds them. */
async function eventNames(
  asked: AskedWorkspace,
  table: string | null,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const catalog = asked.session.catalog()
  const lists = catalog.tables.flatMap(({ kind, name, events }) =>
    kind === 'events' && (table === null || table === name) ? [events ?? null] : [],
  )
  if (lists.every((list) => list !== null))
    return [...new Set(lists.flatMap((list) => (list ?? []).map(({ name }) => name)))].sort()
  const from = eventSource(catalog, table).sql
  const sql = `SELECT DISTINCT event::VARCHAR AS event FROM ${from} WHERE event IS NOT NULL ORDER BY 1`
  return readArrowResult((await asked.run({ sql }, { signal })).ipc)
    .column('event')
    .map(String)
}

async function noteUnknownEvents(
  events: readonly string[],
  asked: AskedWorkspace,
  table: string | null,
  streams: Streams,
  signal: AbortSignal,
): Promise<void> {
  if (events.length === 0) return
  const known = await eventNames(asked, table, signal)
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

/** The chart of a number. Throws `unsupported` where the answer has no such chart. */
function chartOf(all: readonly ChartSpec[], number: number): ChartSpec {
  const found = all[number - 1]
  if (found !== undefined) return found
  const titles = all.map(({ title }, index) => `${index + 1} ${title}`)
  throw new LatheError(
    'unsupported',
    `This answer has no chart ${number}; ${titles.length === 0 ? 'it has none' : `there are ${titles.join(', ')}`}.`,
    { feature: `chart ${number}` },
  )
}

/** A chart's data in the place of the answer. */
function chartAnswer(answer: SessionAnswer, chart: ChartSpec): SessionAnswer {
  const table = chartTable(chart)
  return { ...answer, ipc: resultIpc(table), rowCount: table.rowCount }
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
  const asked = askedWorkspace(workspace, line.engines)
  try {
    const answer = await asked.run(plan, {
      signal,
      onLoad: ({ loadedBytes, totalBytes }) => {
        streams.progress(`loading ${Math.floor((100 * loadedBytes) / Math.max(1, totalBytes))}%`)
      },
    })
    streams.endProgress()
    for (const note of plan.notes ?? []) streams.note(note)
    for (const note of answer.notes) streams.note(note.text)
    await noteUnknownEvents(events, asked, line.table, streams, signal)
    const annotations = format.chart !== undefined ? await new SavedAnnotations(workspace.files).list() : []
    const one = line.chart === null ? null : chartOf(charts(readArrowResult(answer.ipc)), line.chart)
    const told = one === null || format.result === undefined ? answer : chartAnswer(answer, one)
    const drawn = { charts: one === null ? charts : () => [one], annotations }
    const encoded = await encodeResult(told, format, drawn, guard)
    await print(encoded, line, streams)
    const changed = guardedText(guard?.count ?? 0)
    if (changed !== null) streams.note(changed)
    const took = answer.kept === true ? 'kept from before' : `${Math.round(answer.elapsedMs)} ms`
    const { read, of } = answer.filesRead
    const files = read === of ? '' : `, ${formatCount(read)} of ${formatCount(of)} files read`
    streams.note(`${formatCount(answer.rowCount)} rows, ${took}${files}`)
  } finally {
    await asked.end()
  }
}
