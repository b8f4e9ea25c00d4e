import { formatCount } from '../chart/format'
import { elementAt } from '../base/required'
import { analyses } from '../../queries/index'
import { readArrowResult } from '../query/session/arrowResult'
import { computedIpc, resultIpc, type ComputedColumn } from '../query/analysis/computedResult'
import { breakdownParts, type BreakdownPart } from '../query/analysis/breakdown'
import type { AnswerNote, BreakdownRequest, QueryPlan } from '../query/contract/plan'
import type { ResultType } from '../query/contract/result'
import type { Session, SessionAnswer, SessionOptions } from '../query/session/session'
import { SIDE_COLUMN } from '../query/analysis/withComparison'

/**
 * Runs a plan and, where it says so, lets its analysis make the result of the answer. The one way to an answer for
 * window and terminal. Throws what Session.run throws, and what finish() throws.
 */
export async function runPlan(session: Session, plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
  if (plan.breakdown !== undefined) return runBreakdown(session, plan, plan.breakdown, options)
  if (plan.sides !== undefined) return runSides(session, plan, plan.sides, options)
  const answer = await runMain(session, plan, options)
  return { ...answer, notes: [...answer.notes, ...(await countLeftOut(session, plan, options))] }
}

/** What the plan's own SQL gives, and what its analysis makes of it. */
async function runMain(session: Session, plan: QueryPlan, options: SessionOptions): Promise<SessionAnswer> {
  if (plan.finish === undefined) return session.run(plan, options)
  const { analysis, values } = plan.finish
  const owner = analyses.find((one) => one.name === analysis)
  if (owner?.finish === undefined) throw new Error(`The analysis ${analysis} has no finish().`)
  const { limitRows, ...rest } = options
  const startedAt = performance.now()
  const answer = await session.run(plan, rest)
  const table = owner.finish(readArrowResult(answer.ipc), values)
  return {
    ...answer,
    ipc: resultIpc(table),
    rowCount: table.rowCount,
    truncated: limitRows !== undefined && table.rowCount > limitRows,
    elapsedMs: performance.now() - startedAt,
  }
}

/** Counts, in one query, who is not in the figures; what is 0 is not said. */
async function countLeftOut(
  session: Session,
  plan: QueryPlan,
  { signal }: SessionOptions,
): Promise<readonly AnswerNote[]> {
  const asked = plan.leftOut ?? []
  if (asked.length === 0) return []
  const { range, timezone, localTimes, model } = plan
  const sql = `SELECT ${asked.map((one, index) => `(${one.sql}\n)::BIGINT AS n${index}`).join(', ')}`
  const counting: QueryPlan = {
    sql,
    ...(range === undefined ? {} : { range }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(localTimes === undefined ? {} : { localTimes }),
    ...(model === undefined ? {} : { model }),
  }
  const [row] = readArrowResult((await session.run(counting, signal === undefined ? {} : { signal })).ipc).rows()
  return asked.flatMap(({ one, many }, index): AnswerNote[] => {
    const count = Number(row?.[`n${index}`] ?? 0)
    return count === 0
      ? []
      : [{ kind: 'left-out', count, text: (count === 1 ? one : many).replace('{n}', formatCount(count)) }]
  })
}

/** Types that a computed result lacks become the nearest that it has: decimals numbers, lists their text. */
function computedType(type: ResultType): ComputedColumn['type'] {
  return type === 'decimal' ? 'double' : type === 'list' || type === 'json' ? 'string' : type
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
