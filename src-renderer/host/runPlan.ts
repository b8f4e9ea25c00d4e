import { elementAt } from '../base/required'
import { analyses } from '../../queries/index'
import { readArrowResult } from '../query/session/arrowResult'
import { computedIpc, resultIpc, type ComputedColumn } from '../query/analysis/computedResult'
import type { AnswerNote, QueryPlan } from '../query/contract/plan'
import type { ResultType } from '../query/contract/result'
import type { Session, SessionAnswer, SessionOptions } from '../query/session/session'
import { SIDE_COLUMN } from '../query/analysis/withComparison'

/**
 * Runs a plan and, where it says so, lets its analysis make the result of the answer. The one way to an answer for
 * window and terminal. Throws what Session.run throws, and what finish() throws.
 */
export async function runPlan(session: Session, plan: QueryPlan, options: SessionOptions = {}): Promise<SessionAnswer> {
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
  const { range, timezone, localTimes } = plan
  const sql = `SELECT ${asked.map((one, index) => `(${one.sql}\n)::BIGINT AS n${index}`).join(', ')}`
  const counting: QueryPlan = {
    sql,
    ...(range === undefined ? {} : { range }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(localTimes === undefined ? {} : { localTimes }),
  }
  const [row] = readArrowResult((await session.run(counting, signal === undefined ? {} : { signal })).ipc).rows()
  return asked.flatMap(({ one, many }, index): AnswerNote[] => {
    const count = Number(row?.[`n${index}`] ?? 0)
    return count === 0
      ? []
      : [{ kind: 'left-out', count, text: (count === 1 ? one : many).replace('{n}', count.toLocaleString('en')) }]
  })
}

/** Types that a computed result lacks become the nearest that it has: decimals numbers, lists their text. */
function computedType(type: ResultType): ComputedColumn['type'] {
  return type === 'decimal' ? 'double' : type === 'list' || type === 'json' ? 'string' : type
}

/** Both sides of a comparison, one under the other, each with its label in the first column. */
async function runSides(
  session: Session,
  plan: QueryPlan,
  sides: NonNullable<QueryPlan['sides']>,
  options: SessionOptions,
): Promise<SessionAnswer> {
  const { limitRows, ...rest } = options
  const startedAt = performance.now()
  const answers: SessionAnswer[] = []
  for (const side of sides) answers.push(await runPlan(session, side.plan, rest))
  const tables = answers.map((answer) => readArrowResult(answer.ipc))
  const columns = elementAt(tables, 0).columns.map(({ name, type }): ComputedColumn => ({
    name,
    type: computedType(type),
  }))
  const rows = tables.flatMap((table, index) =>
    table.rows().map((row) => ({ [SIDE_COLUMN]: elementAt(sides, index).label, ...row })),
  )
  return {
    ipc: computedIpc([{ name: SIDE_COLUMN, type: 'string' }, ...columns], rows),
    rowCount: rows.length,
    truncated: limitRows !== undefined && rows.length > limitRows,
    elapsedMs: performance.now() - startedAt,
    sql: plan.sql,
    shellSql: answers.map((answer, index) => `-- ${elementAt(sides, index).label}\n${answer.shellSql}`).join('\n\n'),
    rowsRead: answers.reduce((sum, answer) => sum + answer.rowsRead, 0),
    notes: sideNotes(
      sides.map((side) => side.label),
      answers,
    ),
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
