import type { Completion } from '@codemirror/autocomplete'
import type { SQLNamespace } from '@codemirror/lang-sql'
import { derivedNames, hasUsersAlias, USERS, USERS_ALIAS } from '../../model/schema'
import type { Catalog, CatalogTable } from '../../query/contract/catalog'
import { identifier } from '../../query/sql/literal'
import { ALL_EVENTS } from '../../query/sql/eventSource'
import { nounText } from '../ui/quantityText'

/** What to type for a name: bare where SQL allows it, quoted otherwise. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : identifier(name)
}

function completionOf(label: string, detail: string, type: string): Completion {
  const apply = sqlName(label)
  return { label, detail, type, ...(apply === label ? {} : { apply }) }
}

function tableEntry(table: CatalogTable): SQLNamespace {
  return {
    self: completionOf(table.name, nounText(table.rows, 'row'), 'class'),
    children: table.columns.map((column) => completionOf(column.name, column.type, 'property')),
  }
}

const USERS_COLUMNS = ['user_key', 'user_id', 'first_seen', 'last_seen', 'is_test']

/**
 * Every table and view that SQL can name: the workspace's tables, what is derived from them, users, and all events as
 * one.
 */
export function sqlSchema(catalog: Catalog): Record<string, SQLNamespace> {
  const schema: Record<string, SQLNamespace> = {}
  const events = catalog.tables.filter((table) => table.kind === 'events')
  for (const table of catalog.tables) schema[table.name] = tableEntry(table)
  for (const table of events) {
    schema[derivedNames(table.name).userDays] = ['user_key', 'date', 'events']
    schema[derivedNames(table.name).sessions] = ['user_key', 'start_ts', 'end_ts', 'events']
  }
  if (events.length > 0) {
    schema[hasUsersAlias(catalog.tables) ? USERS_ALIAS : USERS] = USERS_COLUMNS
    schema[ALL_EVENTS] ??= [...new Set(events.flatMap((table) => table.columns.map((column) => column.name)))]
  }
  return schema
}

/** What the editor begins with: a first question that every workspace can answer. */
export function starterSql(catalog: Catalog): string {
  const table = catalog.tables.find((one) => one.kind === 'events') ?? catalog.tables[0]
  if (table === undefined) return ''
  if (table.kind === 'events')
    return `SELECT event, count(*) AS events, count(DISTINCT user_key) AS users
FROM ${sqlName(table.name)}
GROUP BY event
ORDER BY events DESC`
  return `SELECT ${
    table.columns
      .filter((column) => !column.name.startsWith('_'))
      .slice(0, 8)
      .map((column) => sqlName(column.name))
      .join(', ') || '*'
  }\nFROM ${sqlName(table.name)}\nLIMIT 100`
}
