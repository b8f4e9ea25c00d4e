import { derivedNames, hasUsersAlias, USERS, USERS_ALIAS } from '../../model/schema'
import type { Catalog, CatalogTable } from '../../query/contract/catalog'
import { ALL_EVENTS } from '../../query/sql/eventSource'
import { identifier } from '../../query/sql/literal'
import { nounText } from '../ui/quantityText'
import { isBareName } from './sqlNames'

export interface SqlColumn {
  readonly name: string
  readonly type: string
  /** What is known of it; '' for nothing. */
  readonly about: string
}

/** A table or view that SQL can name. */
export interface SqlTable {
  readonly name: string
  /** `model` for a table as the model shows it, with the columns that it has by it. */
  readonly schema: 'main' | 'model'
  readonly about: string
  readonly columns: readonly SqlColumn[]
}

/** What to type for a name: bare where SQL allows it, quoted otherwise. */
export function sqlName(name: string): string {
  return isBareName(name) ? name : identifier(name)
}

/** What to type for a table. */
export function sqlTableName({ name, schema }: Pick<SqlTable, 'name' | 'schema'>): string {
  return schema === 'main' ? sqlName(name) : `${schema}.${sqlName(name)}`
}

const column = (name: string, type: string, about = ''): SqlColumn => ({ name, type, about })

/** What every row says of where it comes from. */
const SOURCE_COLUMNS = [
  column('_file', 'string', 'The file that the row comes from'),
  column('_line', 'integer', 'Its line in that file'),
]
const USERS_COLUMNS = [
  column('user_key', 'integer'),
  column('user_id', 'string'),
  column('first_seen', 'timestamp', 'Time of the first event'),
  column('last_seen', 'timestamp', 'Time of the last event'),
  column('is_test', 'boolean', 'Whether the user is a test user'),
]
const USER_DAYS_COLUMNS = [
  column('user_key', 'integer'),
  column('date', 'date', 'A local date with an event of the user'),
  column('events', 'integer'),
]
const SESSIONS_COLUMNS = [
  column('user_key', 'integer'),
  column('start_ts', 'timestamp'),
  column('end_ts', 'timestamp'),
  column('events', 'integer'),
]

function ownColumns(table: CatalogTable): readonly SqlColumn[] {
  return table.columns.map(({ name, type }) => column(name, type))
}

function tablesOf(table: CatalogTable): readonly SqlTable[] {
  const own: SqlTable = {
    name: table.name,
    schema: 'main',
    about: nounText(table.rows, 'row'),
    columns: [...ownColumns(table), ...SOURCE_COLUMNS],
  }
  const made = (table.made ?? []).map(({ name, type, about }) => column(name, type, about))
  const modelled: SqlTable = {
    ...own,
    schema: 'model',
    about: `${table.name} with ${nounText(made.length, 'column')} of the model`,
    columns: [...ownColumns(table), ...made],
  }
  const { userDays, sessions } = derivedNames(table.name)
  const derived: readonly SqlTable[] = [
    { name: userDays, schema: 'main', about: 'one row a user and active day', columns: USER_DAYS_COLUMNS },
    { name: sessions, schema: 'main', about: 'one row a session', columns: SESSIONS_COLUMNS },
  ]
  return [own, ...(table.kind === 'events' ? derived : []), ...(made.length > 0 ? [modelled] : [])]
}

/**
 * Every table and view that SQL can name: the workspace's tables, what is derived from them, those of the model, users,
 * and all events as one.
 */
export function sqlTables(catalog: Catalog): readonly SqlTable[] {
  const events = catalog.tables.filter((table) => table.kind === 'events')
  const all = catalog.tables.flatMap(tablesOf)
  if (events.length === 0) return all
  const shared = new Map(events.flatMap(ownColumns).map((one) => [one.name, one]))
  const users = hasUsersAlias(catalog.tables) ? USERS_ALIAS : USERS
  return [
    ...all,
    { name: users, schema: 'main', about: 'one row a user', columns: USERS_COLUMNS },
    ...(all.some(({ name }) => name === ALL_EVENTS)
      ? []
      : [
          { name: ALL_EVENTS, schema: 'main' as const, about: 'the events of all logs', columns: [...shared.values()] },
        ]),
  ]
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
