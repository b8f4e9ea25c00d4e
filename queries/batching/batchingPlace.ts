import { cteList, type Cte } from '../../src-renderer/query/sql/statement'

/** Where the WITH queries that batching shares stand in a statement: first behind its WITH. */
export const SHARED = '$shared'

/** A statement with the shared WITH queries in their place. Throws where it has none. */
export function withShared(sql: string, ctes: readonly Cte[]): string {
  const at = sql.indexOf(SHARED)
  if (at < 0) throw new Error(`A statement of batching needs ${SHARED} behind its WITH.`)
  return sql.slice(0, at) + cteList(ctes).trimStart() + sql.slice(at + SHARED.length)
}

/** A line of a WHERE that stands only where something is asked of deliveries or batches beyond dates. */
const ASKED = /\n *(WHERE|AND) \$asked\b/

/** A statement with a condition in the place `$asked`; the line goes where there is none. */
export function withAsked(sql: string, condition: string | null): string {
  return sql.replace(ASKED, (line) => (condition === null ? '' : line.replace('$asked', () => condition)))
}
