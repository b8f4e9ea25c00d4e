import { aroundSql } from '../../query/sql/aroundSql'
import type { Workbench } from '../../host/workbench'
import { derivedNames } from '../../model/schema'
import type { Catalog, CatalogTable } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import { identifier, literal } from '../../query/sql/literal'
import type { ResultTable } from '../../query/contract/result'
import type { EventSource } from '../../query/sql/eventSource'

/** A value that a form offers, and how many rows have it. */
export interface ValueCount {
  readonly value: string
  readonly rows: number
}

/** More names than these are found by typing. */
const EVENT_LIMIT = 2_000
const VALUE_LIMIT = 50

/** Every event name with its number of rows, most frequent first. */
export function eventNamesPlan(source: Pick<EventSource, 'sql'>): QueryPlan {
  return {
    sql: `SELECT event::VARCHAR AS value, n::BIGINT AS "rows"
FROM (SELECT event, count(*) AS n FROM ${source.sql} WHERE event IS NOT NULL GROUP BY event)
ORDER BY 2 DESC, 1
LIMIT ${EVENT_LIMIT}`,
  }
}

/**
 * A column's most frequent values that contain `search` (upper and lower case alike), among rows for which a condition
 * holds, where one is given.
 */
export function columnValuesPlan(from: string, column: string, search: string, which: string | null): QueryPlan {
  const name = identifier(column)
  const conditions = [
    `${name} IS NOT NULL`,
    ...(search === '' ? [] : [`contains(lower(${name}::VARCHAR), lower(${literal(search)}))`]),
    ...(which === null ? [] : [which]),
  ]
  return {
    sql: `SELECT ${name}::VARCHAR AS value, count(*)::BIGINT AS "rows"
FROM ${from}
WHERE ${conditions.join(' AND ')}
GROUP BY ALL
ORDER BY 2 DESC, 1
LIMIT ${VALUE_LIMIT}`,
  }
}

/** Rows and users by local date of an event table; rows by local date of a dated plain table (`timeColumn`). */
export function rowsByDatePlan(table: CatalogTable, timeColumn: string): QueryPlan {
  const users = table.kind === 'events' ? ', count(DISTINCT user_key)::BIGINT AS users' : ''
  return {
    sql: `SELECT local_date(${identifier(timeColumn)}) AS date, count(*)::BIGINT AS "rows"${users}
FROM ${identifier(table.name)}
GROUP BY ALL
ORDER BY 1`,
  }
}

/** How many rows a plan has without a limit. */
export function countPlan(plan: QueryPlan): QueryPlan {
  return { ...plan, ...aroundSql(plan, 'SELECT count(*)::BIGINT AS "rows"\nFROM (\n', '\n)') }
}

/** The rejected lines of tables, in the order of their files. `tables` is not empty. */
export function rejectsPlan(tables: readonly string[]): QueryPlan {
  const parts = tables.map(
    (table) =>
      `SELECT
  ${literal(table)} AS "table", file, line::BIGINT AS line, "column"::BIGINT AS "column", reason, detail, excerpt
FROM ${identifier(derivedNames(table).rejects)}`,
  )
  return { sql: `${parts.join('\nUNION ALL\n')}\nORDER BY "table", file, line, "column"` }
}

/** A table's first rows, in the order of the files, without the columns that Lathe keeps for itself. */
export function firstRowsPlan(table: CatalogTable, limit: number): QueryPlan {
  const columns = table.columns.filter((column) => !column.name.startsWith('_') && column.name !== 'user_key')
  return {
    sql: `SELECT ${columns.map((column) => identifier(column.name)).join(', ')}
FROM ${identifier(table.name)}
LIMIT ${limit}`,
  }
}

/** Every event with its number of rows, most frequent first: as the workspace lists them, else counted. */
export function eventNames(
  workbench: Workbench,
  catalog: Catalog,
  source: Pick<EventSource, 'sql' | 'events'>,
): Promise<readonly ValueCount[]> {
  return source.events === undefined
    ? lookUp(workbench, catalog, eventNamesPlan(source))
    : Promise.resolve(source.events.map(({ name, rows }) => ({ value: name, rows })))
}

/** Reads the answer of eventNamesPlan and columnValuesPlan. */
function readValueCounts(table: ResultTable): readonly ValueCount[] {
  return Array.from({ length: table.rowCount }, (_, row) => ({
    value: String(table.value(row, 'value')),
    rows: Number(table.value(row, 'rows')),
  }))
}

/** Answers by plan, as long as the workspace's catalog is the same object (it is replaced after each commit). */
const remembered = new WeakMap<Catalog, Map<string, Promise<readonly ValueCount[]>>>()

/**
 * Runs a lookup, or gives the answer that is already known for this state of the workspace. A failure is not
 * remembered.
 */
export function lookUp(workbench: Workbench, catalog: Catalog, plan: QueryPlan): Promise<readonly ValueCount[]> {
  const byPlan = remembered.get(catalog) ?? new Map<string, Promise<readonly ValueCount[]>>()
  remembered.set(catalog, byPlan)
  const known = byPlan.get(plan.sql)
  if (known !== undefined) return known
  const answer = workbench.run(plan, { signal: new AbortController().signal }).then((run) => readValueCounts(run.table))
  byPlan.set(plan.sql, answer)
  answer.catch(() => byPlan.delete(plan.sql))
  return answer
}
