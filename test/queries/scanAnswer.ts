import { resultIpc } from '../../src-renderer/query/analysis/computedResult'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan, ScanRequest } from '../../src-renderer/query/contract/plan'
import type { ResultTable, ResultValue } from '../../src-renderer/query/contract/result'
import { addedSql } from '../../src-renderer/query/session/shards'
import { identifier } from '../../src-renderer/query/sql/literal'
import type { ScannedBatch, ScannedRows, ScannedValues } from '../../src-renderer/sequence/scannedRows'
import { analyses } from './cases'
import type { NativeDuckdb } from './nativeDuckdb'

/** Rows that a file has. */
const FILE_ROWS = 7

function valuesOf(
  kind: ScanRequest['columns'][string]['kind'],
  values: readonly ResultValue[],
  texts: (string | null)[],
): ScannedValues {
  const codeOf = (value: ResultValue): number => {
    const text = value === null ? null : String(value)
    if (!texts.includes(text)) texts.push(text)
    return texts.indexOf(text)
  }
  const numbers =
    kind === 'text' || kind === 'key'
      ? Int32Array.from(values, (value) => (kind === 'text' ? codeOf(value) : value === null ? -1 : Number(value)))
      : Float64Array.from(values, (value) => (value === null ? NaN : Number(value)))
  const known = [...numbers].filter((value) => !Number.isNaN(value))
  const isWhole = known.every((value) => Number.isInteger(value))
  return { values: numbers, least: Math.min(...known), most: Math.max(...known), isWhole }
}

/** In which order rows stand in files: of time, as they are stored, or of the log, as files of one date that came one after the other. */
export type FileOrder = 'time' | 'log'

/** The rows of a table on native DuckDB, as if they were stored in small files. */
async function storedRowsOf(
  db: NativeDuckdb,
  { table, columns }: Pick<ScanRequest, 'table' | 'columns'>,
  order: FileOrder,
): Promise<ScannedRows> {
  const selected = Object.entries(columns).map(([name, { column, kind }]) => {
    const sql = identifier(column)
    return `${kind === 'time' ? `epoch_us(${sql})` : sql} AS ${identifier(name)}`
  })
  const rows = await db.query(
    `SELECT ${selected.join(', ')} FROM ${identifier(table)} ORDER BY ${order === 'time' ? 'ts, _source' : '_source'}`,
  )
  const texts = new Map(Object.keys(columns).map((name) => [name, [null] as (string | null)[]]))
  const batches = Array.from({ length: Math.ceil(rows.length / FILE_ROWS) }, (_, file): ScannedBatch => {
    const own = rows.slice(file * FILE_ROWS, (file + 1) * FILE_ROWS)
    const found = new Map(
      Object.entries(columns).map(([name, { kind }]) => [
        name,
        valuesOf(
          kind,
          own.map((row) => row[name] ?? null),
          texts.get(name)!,
        ),
      ]),
    )
    return { rows: own.length, column: (name) => found.get(name)! }
  })
  return { batches, texts: (name) => texts.get(name)! }
}

/** Lets an analysis count the rows themselves, as the host does, and finishes the answer. */
export async function scanAnswer(
  db: NativeDuckdb,
  analysis: Analysis,
  plan: QueryPlan,
  request: ScanRequest,
  order: FileOrder,
  leaveOut: (name: string, count: number) => void = () => undefined,
): Promise<ResultTable> {
  const { values, rest } = request
  const owner = analyses.find(({ name }) => name === request.analysis)!
  const rows = await storedRowsOf(db, request, order)
  const isRest = rest === undefined ? {} : { rest }
  const found = await owner.scan!({ rows, values, ...isRest, pace: () => Promise.resolve(), leaveOut })
  const table =
    found === null || rest !== undefined ? await db.table({ ...plan, sql: restSql(plan, rest, found) }) : found
  return plan.finish === undefined ? table : analysis.finish!(table, plan.finish.values)
}

function restSql({ sql }: QueryPlan, rest: ScanRequest['rest'], parts: ResultTable | null): string {
  if (rest === undefined || parts === null) return sql
  const added = addedSql(rest, [resultIpc(parts)])
  if (added === null) throw new Error('The parts cannot be carried.')
  return added
}
