import { computedIpc, resultIpc } from '../../src-renderer/query/analysis/computedResult'
import type { Analysis, KernelRun } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { addedSql } from '../../src-renderer/query/session/shards'
import { lookUpSql, Timelines } from '../../src-renderer/query/session/timelines'
import type { NativeDuckdb } from './nativeDuckdb'

const TYPES = { boolean: 'boolean', integer: 'integer', double: 'double', string: 'string' } as const

/** Reads a plan's timeline from native DuckDB, and lets the kernel of its analysis answer, as the host does. */
export async function kernelAnswer(
  db: NativeDuckdb,
  analysis: Analysis,
  plan: QueryPlan,
  request: SequenceRequest,
  timelines = new Timelines(),
  leaveOut: (name: string, count: number) => void = () => undefined,
): Promise<ResultTable> {
  const timeline = await timelines.get(request, plan.timezone ?? '', async (sql) => {
    const table = await db.table({ ...plan, sql })
    const columns = table.columns.map(({ name, type }) => {
      const given = TYPES[type as keyof typeof TYPES]
      if (given === undefined) throw new TypeError(`A timeline's column ${name} is ${type}.`)
      return { name, type: given }
    })
    return { ipc: computedIpc(columns, table.rows()), truncated: false }
  })
  if (timeline === null) throw new Error('There is no timeline.')
  const beside = request.beside === undefined ? null : await db.table({ ...plan, sql: request.beside })
  const columns = new Set(Object.keys(request.columns))
  const run: KernelRun = {
    timeline,
    values: request.values,
    columns,
    beside,
    ...(request.rest === undefined ? {} : { rest: request.rest }),
    leaveOut,
    lookUp: (places) => db.table({ ...plan, sql: lookUpSql(request, places) }),
    pace: () => Promise.resolve(),
  }
  const table = await (request.ofKpis === true ? analysis.kpiKernel!(run) : analysis.kernel!(run))
  if (request.rest === undefined) return table
  const sql = addedSql(request.rest, [resultIpc(table)])
  if (sql === null) throw new Error('The parts cannot be carried.')
  return db.table({ ...plan, sql })
}
