import { cteList, type Cte } from '../../src-renderer/query/sql/statement'

/** Where the WITH queries that batching shares stand in a statement: first behind its WITH. */
export const SHARED = '$shared'

/** A statement with the shared WITH queries in their place. Throws where it has none. */
export function withShared(sql: string, ctes: readonly Cte[]): string {
  const at = sql.indexOf(SHARED)
  if (at < 0) throw new Error(`A statement of batching needs ${SHARED} behind its WITH.`)
  return sql.slice(0, at) + cteList(ctes).trimStart() + sql.slice(at + SHARED.length)
}
