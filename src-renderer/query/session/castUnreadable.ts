import type { Engine } from '../../engine/engine'
import { isLatheError } from '../../model/error'
import { readArrowResult } from './arrowResult'
import { identifier } from '../sql/literal'

/** Types that Arrow in JavaScript cannot give back as they are: they come as DuckDB's own text. */
const UNREADABLE = /ENUM\(|INTERVAL|^TIME(?!STAMP)|BIT|UHUGEINT|UNION\(|TIME\[/

/**
 * Wraps a SELECT so that columns of types which do not survive the way out (ENUM, INTERVAL, TIME …) come as text. `sql`
 * is one statement that reads (query/session/readingSql). The types are asked of the engine, which binds the SQL
 * without running it; anything it cannot describe is left as it is.
 */
export async function castUnreadable(sql: string, engine: Engine, signal?: AbortSignal): Promise<string> {
  let columns: readonly Readonly<Record<string, unknown>>[]
  try {
    columns = readArrowResult(
      (await engine.query(`DESCRIBE ${sql}`, signal === undefined ? {} : { signal })).ipc,
    ).rows()
  } catch (error) {
    if (isLatheError(error, 'bad-sql')) return sql
    throw error
  }
  if (!columns.some((column) => UNREADABLE.test(String(column['column_type'])))) return sql
  const names = columns.map((_column, index) => `c${index}`)
  const selected = columns.map(
    (column, index) =>
      `${names[index]}${UNREADABLE.test(String(column['column_type'])) ? '::VARCHAR' : ''} AS ${identifier(String(column['column_name']))}`,
  )
  return `SELECT ${selected.join(', ')} FROM (${sql}\n) AS answer(${names.join(', ')})`
}
