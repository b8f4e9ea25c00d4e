import { throwIfAborted } from '../base/abort'
import { makeGiveWay } from '../base/giveWay'
import { formatCount } from '../chart/format'
import { elementAt } from '../base/required'
import { analyses } from '../../queries/index'
import { readArrowResult } from '../query/session/arrowResult'
import { computedIpc, computedType, resultIpc, type ComputedColumn } from '../query/analysis/computedResult'
import { estimatedResult, estimateText } from '../query/analysis/estimatedResult'
import { breakdownParts, type BreakdownPart } from '../query/analysis/breakdown'
import { requestedZones, unknownText, zonedPlan } from '../query/analysis/withOwnZones'
import type { AddUp } from '../query/contract/cte'
import type {
  AnswerNote,
  BreakdownRequest,
  LeftOut,
  QueryPlan,
  ScanRequest,
  SequenceRequest,
  ZonesRequest,
} from '../query/contract/plan'
import type { ResultTable } from '../query/contract/result'
import type { Session } from '../query/session/session'
import type { SessionAnswer, SessionOptions } from '../query/session/sessionAnswer'
import { addedSql } from '../query/session/shards'
import { lookUpSql } from '../query/session/timelines'
import { SIDE_COLUMN } from '../query/analysis/withComparison'

/**
 * Runs a plan and, where it says so, lets its analysis make the result of the answer. The one way to an answer for
 * window and terminal. Throws what Session.run throws, and what finish() throws.
 */
export async function runPlan(session: Session, plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
  if (plan.zones !== undefined) return runZoned(session, plan.zones, options)
  if (plan.breakdown !== undefined) return runBreakdown(session, plan, plan.breakdown, options)
  if (plan.sides !== undefined) return runSides(session, plan, plan.sides, options)
  const counted = new Map<string, number>()
  const answer = await runMain(session, plan, options, counted)
  const leftOut = await countLeftOut(session, plan, options, counted)
  if (plan.estimate === undefined) return { ...answer, notes: [...answer.notes, ...leftOut] }
  const { estimate } = plan
  return {
    ...answer,
    ipc: resultIpc(estimatedResult(readArrowResult(answer.ipc), estimate)),
    notes: [{ kind: 'estimate', text: estimateText(estimate), count: null }, ...answer.notes, ...leftOut],
  }
}

/** Asks for the zones of the log, and runs the plan that is made by them. */
async function runZoned(session: Session, request: ZonesRequest, options: SessionOptions): Promise<SessionAnswer> {
  const owner = analyses.find((one) => one.name === request.analysis)
  if (owner === undefined) throw new Error(`There is no analysis ${request.analysis}.`)
  const { limitRows: _, ...rest } = options
  const found = requestedZones(request, readArrowResult((await session.runSmall(request.valuesPlan, rest)).ipc))
  const answer = await runPlan(session, zonedPlan(owner, request, found?.zones ?? null), options)
  const text = found === null ? null : unknownText(request, found.unknown)
  if (found === null || text === null) return answer
  return { ...answer, notes: [...answer.notes, { kind: 'zones', text, count: found.unknown.events }] }
}

/** What gives way now and then, and ends where somebody cancelled. */
function paceOf({ signal }: SessionOptions): () => Promise<void> {
  const giveWay = makeGiveWay()
  return async () => {
    await giveWay()
    throwIfAborted(signal)
  }
}

/** What the plan's analysis counts of the files themselves; null where that is not what its SQL says. */
async function runScan(
  session: Session,
  plan: QueryPlan,
  request: ScanRequest,
  options: SessionOptions,
  counted: Map<string, number>,
): Promise<SessionAnswer | null> {
  const owner = analyses.find((one) => one.name === request.analysis)
  const startedAt = performance.now()
  const found = await session.scan(plan, request, options)
  if (found === null) return null
  if (owner?.scan === undefined) throw new Error(`The analysis ${request.analysis} has no scan().`)
  const { values, rest } = request
  const isRest = rest === undefined ? {} : { rest }
  const leaveOut = (name: string, count: number): void => {
    counted.set(name, count)
  }
  const table = await owner.scan({ rows: found.rows, values, ...isRest, pace: paceOf(options), leaveOut })
  if (table === null) return null
  const isMore = table.rowCount > (options.limitRows ?? Infinity)
  const finished =
    rest === undefined
      ? { ipc: resultIpc(table), rowCount: table.rowCount, truncated: isMore }
      : await askRest(session, plan, rest, table, options)
  return finished && { ...finished, ...found.about, elapsedMs: performance.now() - startedAt }
}

/** What the kernel of the plan's analysis makes of a timeline; null where there is none to be had. */
async function runKernel(
  session: Session,
  plan: QueryPlan,
  request: SequenceRequest,
  { limitRows, ...options }: SessionOptions,
  counted: Map<string, number>,
): Promise<SessionAnswer | null> {
  const owner = analyses.find((one) => one.name === request.analysis)
  const startedAt = performance.now()
  const found = await session.timeline(plan, request, options)
  if (found === null) return null
  const beside = request.beside === undefined ? null : await askBeside(session, plan, request, request.beside, options)
  const pace = paceOf(options)
  const columns = new Set(Object.keys(request.columns))
  const leaveOut = (name: string, count: number): void => {
    counted.set(name, count)
  }
  const lookUp = async (places: readonly number[]): Promise<ResultTable> =>
    readArrowResult((await session.run(lookUpPlan(plan, request, places), options)).ipc)
  const rest = request.rest === undefined ? {} : { rest: request.rest }
  const run = { timeline: found.timeline, values: request.values, columns, beside, pace, lookUp, leaveOut, ...rest }
  const table = await (request.ofKpis === true ? owner?.kpiKernel?.(run) : owner?.kernel?.(run))
  if (table === undefined) throw new Error(`The analysis ${request.analysis} has no such kernel.`)
  const isLimited = limitRows === undefined ? {} : { limitRows }
  const finished =
    request.rest === undefined
      ? { ipc: resultIpc(table), rowCount: table.rowCount, truncated: table.rowCount > (limitRows ?? Infinity) }
      : await askRest(session, plan, request.rest, table, { ...options, ...isLimited })
  return finished && { ...finished, ...found.about, elapsedMs: performance.now() - startedAt }
}

/** The answer where a kernel gives its parts; null where they cannot be put into SQL. */
async function askRest(
  session: Session,
  plan: QueryPlan,
  rest: AddUp,
  parts: ResultTable,
  options: SessionOptions,
): Promise<Pick<SessionAnswer, 'ipc' | 'rowCount' | 'truncated'> | null> {
  const sql = addedSql(rest, [resultIpc(parts)])
  return sql === null ? null : session.run(wholePlan(plan, sql), options)
}

/** What a kernel looks up: single events, which one engine or another has. */
function lookUpPlan(plan: QueryPlan, request: SequenceRequest, places: readonly number[]): QueryPlan {
  const sql = lookUpSql(request, places)
  const by = ['user_key', 'place', ...Object.keys(request.lookedUp ?? {})]
  const found = { name: 'found_events', about: 'The events at these places', sql, adds: { by, sums: [] } }
  return {
    ...wholePlan(plan, sql),
    ...(request.acrossUsers === true
      ? {}
      : { addUp: { each: [found], all: [], select: 'SELECT * FROM found_events' } }),
  }
}

async function askBeside(
  session: Session,
  plan: QueryPlan,
  { besideRange }: SequenceRequest,
  sql: string,
  options: SessionOptions,
): Promise<ResultTable> {
  const asked = { ...wholePlan(plan, sql), ...(besideRange === undefined ? {} : { range: besideRange }) }
  return readArrowResult((await session.runSmall(asked, options)).ipc)
}

/** A SELECT in a plan's zone and by its model, over all dates. */
function wholePlan({ timezone, localTimes, model }: QueryPlan, sql: string): QueryPlan {
  return {
    sql,
    ...(timezone === undefined ? {} : { timezone }),
    ...(localTimes === undefined ? {} : { localTimes }),
    ...(model === undefined ? {} : { model }),
  }
}

/**
 * What the plan's kernel gives, else its own SQL, and what its analysis makes of it. What the kernel knows of who is left
 * out goes into `counted`.
 */
async function runMain(
  session: Session,
  plan: QueryPlan,
  options: SessionOptions,
  counted: Map<string, number>,
): Promise<SessionAnswer> {
  if (plan.sequence !== undefined) {
    const answer = await runKernel(session, plan, plan.sequence, options, counted)
    if (answer !== null) return answer
    const { sequence: _none, ...bySql } = plan
    return runMain(session, bySql, options, counted)
  }
  const ask = async (asked: SessionOptions): Promise<SessionAnswer> =>
    (plan.scan === undefined ? null : await runScan(session, plan, plan.scan, asked, counted)) ??
    session.run(plan, asked)
  if (plan.finish === undefined) return ask(options)
  const { analysis, values } = plan.finish
  const owner = analyses.find((one) => one.name === analysis)
  if (owner?.finish === undefined) throw new Error(`The analysis ${analysis} has no finish().`)
  const { limitRows, ...rest } = options
  const startedAt = performance.now()
  const answer = await ask(rest)
  const table = owner.finish(readArrowResult(answer.ipc), values)
  return {
    ...answer,
    ipc: resultIpc(table),
    rowCount: table.rowCount,
    truncated: limitRows !== undefined && table.rowCount > limitRows,
    elapsedMs: performance.now() - startedAt,
  }
}

/** Counts, in one query, who is not in the figures but for those that are `counted` by name; what is 0 is not said. */
async function countLeftOut(
  session: Session,
  plan: QueryPlan,
  { signal }: SessionOptions,
  counted: ReadonlyMap<string, number> = new Map(),
): Promise<readonly AnswerNote[]> {
  const all = plan.leftOut ?? []
  const asked = all.filter(({ name }) => !counted.has(name))
  const counts = new Map([...counted, ...(asked.length === 0 ? [] : await countBySql(session, plan, asked, signal))])
  const share = plan.estimate?.share ?? 1
  return all.flatMap(({ name, one, many }): AnswerNote[] => {
    const count = Math.round((counts.get(name) ?? 0) / share)
    const text = (count === 1 ? one : many).replace('{n}', formatCount(count))
    return count === 0 ? [] : [{ kind: 'left-out', count, text: share === 1 ? text : `about ${text}` }]
  })
}

async function countBySql(
  session: Session,
  plan: QueryPlan,
  asked: readonly LeftOut[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly [name: string, count: number])[]> {
  const { addUp: ofUsers, sequence } = plan
  const isByUser = ofUsers !== undefined || (sequence !== undefined && sequence.acrossUsers !== true)
  const counts: (readonly [string, number])[] = []
  for (const adds of [true, false]) {
    const some = asked.filter((one) => (isByUser && one.addsUp === true) === adds)
    if (some.length === 0) continue
    const names = some.map((_, index) => `n${index}`)
    const sql = `SELECT ${some.map((one, index) => `(${one.sql}\n)::BIGINT AS ${names[index]}`).join(', ')}`
    const counted = { name: 'counted', about: 'Who is left out', sql, adds: { by: [], sums: names } }
    const addUp = { each: [counted], all: [], select: `SELECT ${names.join(', ')} FROM counted` }
    const counting: QueryPlan = {
      ...wholePlan(plan, sql),
      ...(plan.range === undefined ? {} : { range: plan.range }),
      ...(adds ? { addUp } : {}),
    }
    const answer = await session.runSmall(counting, signal === undefined ? {} : { signal })
    const [row] = readArrowResult(answer.ipc).rows()
    counts.push(...some.map(({ name }, index) => [name, Number(row?.[`n${index}`] ?? 0)] as const))
  }
  return counts
}

/** Answers one under the other, each with what its rows have in the first columns, which are texts. */
function stacked(
  answers: readonly { readonly lead: Readonly<Record<string, string | null>>; readonly answer: SessionAnswer }[],
  plan: QueryPlan,
  { limitRows }: SessionOptions,
  startedAt: number,
): Omit<SessionAnswer, 'notes'> {
  const tables = answers.map(({ answer }) => readArrowResult(answer.ipc))
  const leads = Object.keys(answers[0]?.lead ?? {}).map((name): ComputedColumn => ({ name, type: 'string' }))
  const columns = (tables[0]?.columns ?? []).map(({ name, type }): ComputedColumn => ({
    name,
    type: computedType(type),
  }))
  const rows = tables.flatMap((table, index) =>
    table.rows().map((row) => ({ ...elementAt(answers, index).lead, ...row })),
  )
  const labelOf = (lead: Readonly<Record<string, string | null>>): string =>
    Object.values(lead)
      .map((value) => (value ?? '(none)').replaceAll(/\s+/g, ' '))
      .join(', ')
  return {
    ipc: computedIpc([...leads, ...columns], rows),
    rowCount: rows.length,
    truncated: limitRows !== undefined && rows.length > limitRows,
    elapsedMs: performance.now() - startedAt,
    sql: plan.sql,
    shellSql: answers.map(({ lead, answer }) => `-- ${labelOf(lead)}\n${answer.shellSql}`).join('\n\n'),
    rowsRead: answers.reduce((sum, { answer }) => sum + answer.rowsRead, 0),
    filesRead: {
      read: answers.reduce((sum, { answer }) => sum + answer.filesRead.read, 0),
      of: answers.reduce((sum, { answer }) => sum + answer.filesRead.of, 0),
    },
    tables: [...new Set(answers.flatMap(({ answer }) => answer.tables))],
  }
}

/** Both sides of a comparison, one under the other, each with its label in the first column. */
async function runSides(
  session: Session,
  plan: QueryPlan,
  sides: NonNullable<QueryPlan['sides']>,
  options: SessionOptions,
): Promise<SessionAnswer> {
  const { limitRows: _, ...rest } = options
  const startedAt = performance.now()
  const answers: SessionAnswer[] = []
  for (const side of sides) answers.push(await runPlan(session, side.plan, rest))
  const labels = sides.map((side) => side.label)
  const named = answers.map((answer, index) => ({ lead: { [SIDE_COLUMN]: elementAt(labels, index) }, answer }))
  return { ...stacked(named, plan, options, startedAt), notes: sideNotes(labels, answers) }
}

/** A part for each value of the breakdown, one under the other; who is left out is counted once, of the whole. */
async function runBreakdown(
  session: Session,
  plan: QueryPlan,
  request: BreakdownRequest,
  options: SessionOptions,
): Promise<SessionAnswer> {
  const owner = analyses.find((one) => one.name === request.analysis)
  if (owner === undefined) throw new Error(`There is no analysis ${request.analysis}.`)
  const { limitRows: _, ...rest } = options
  const startedAt = performance.now()
  const found = await session.run(request.valuesPlan, rest)
  const slices = readArrowResult(found.ipc)
    .rows()
    .map((row) => Object.values(row).map((value) => (value === null ? null : String(value))))
  const parts = breakdownParts(request, slices, owner)
  const answers: { lead: BreakdownPart['lead']; answer: SessionAnswer }[] = []
  for (const { lead, plan: part } of parts) answers.push({ lead, answer: await runPlan(session, part, rest) })
  const { breakdown: _request, ...whole } = plan
  if (answers.length === 0) return runPlan(session, whole, options)
  const notes = answers.flatMap(({ answer }) => answer.notes)
  const ofWhole = (whole.leftOut ?? []).filter((one) => one.ofParts !== true)
  const distinct = notes.filter((note, index) => notes.findIndex((other) => other.text === note.text) === index)
  return {
    ...stacked(answers, plan, options, startedAt),
    notes: [...distinct, ...(await countLeftOut(session, { ...whole, leftOut: ofWhole }, options))],
  }
}

/** What is true of all sides is said once, the rest with the side's label. */
function sideNotes(labels: readonly string[], answers: readonly SessionAnswer[]): readonly AnswerNote[] {
  const everywhere = (text: string): boolean =>
    answers.every((answer) => answer.notes.some((note) => note.text === text))
  const notes = answers.flatMap((answer, index) =>
    answer.notes.map((note) => (everywhere(note.text) ? note : { ...note, text: `${labels[index]}: ${note.text}` })),
  )
  return notes.filter((note, index) => notes.findIndex((other) => other.text === note.text) === index)
}
