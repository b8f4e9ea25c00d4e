import type { Engine } from '../engine/engine'
import { isLatheError } from '../model/error'
import { readArrowResult } from './arrowResult'
import { identifier } from './literal'

/** Types that Arrow in JavaScript cannot give back as they are: they come as DuckDB's own text. */
const UNREADABLE = /ENUM\(|INTERVAL|^TIME(?!STAMP)|BIT|UHUGEINT|UNION\(|TIME\[/

/**
 * Wraps a SELECT so that columns of types which do not survive the way out (ENUM, INTERVAL, TIME …) come as text. The
 * types are asked of the engine, which binds the SQL without running it; anything it cannot describe is left as it is.
 */
export async function castUnreadable(sql: string, engine: Engine, signal?: AbortSignal): Promise<string> {
  const body = sql.trim().replace(/;\s*$/, '')
  let columns: readonly Readonly<Record<string, unknown>>[]
  try {
    columns = readArrowResult((await engine.query(`DESCRIBE ${body}`, signal === undefined ? {} : { signal })).ipc).rows()
  } catch (error) {
    if (isLatheError(error, 'bad-sql') && /^\s*(with|select|from|values|\()/i.test(body) && !/syntax error/i.test(error.message)) {
      throw Object.assign(error, { payload: shifted(error.payload, body.length === 0 ? 0 : 'DESCRIBE '.length, sql) })
    }
    if (isLatheError(error, 'bad-sql')) return sql
    throw error
  }
  if (!columns.some((column) => UNREADABLE.test(String(column['column_type'])))) return sql
  const names = columns.map((_column, index) => `c${index}`)
  const selected = columns.map((column, index) => `${names[index]}${UNREADABLE.test(String(column['column_type'])) ? '::VARCHAR' : ''} AS ${identifier(String(column['column_name']))}`)
  return `SELECT ${selected.join(', ')} FROM (${body}\n) AS answer(${names.join(', ')})`
}

/** The position that DuckDB pointed at, moved back to the SQL as written. */
function shifted(payload: { sql: string; position?: number }, by: number, sql: string): { sql: string; position?: number } {
  return payload.position === undefined ? { sql } : { sql, position: Math.max(0, payload.position - by) + (sql.length - sql.trimStart().length) }
}
