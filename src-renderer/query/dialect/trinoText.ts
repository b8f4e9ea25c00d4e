import { derivedNames, SOURCE_COLUMN, USERS, type ColumnType } from '../../model/schema'
import type { Catalog, CatalogTable } from '../contract/catalog'
import type { QueryPlan } from '../contract/plan'
import { trinoSql, type ExportedTable } from './trinoSql'
import { untranslatable } from './untranslatable'

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  json: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
}
const column = (name: string, sqlType: string): ExportedTable['columns'][number] => ({ name, sqlType })

/** A table with what is derived of it, as `lathe export` writes them. */
function exportedTables({ name, kind, columns }: CatalogTable): readonly ExportedTable[] {
  const stored = columns.filter((one) => one.name !== SOURCE_COLUMN)
  const own = [
    ...stored.map((one) => column(one.name, one.name === 'user_key' ? 'INTEGER' : SQL_TYPES[one.type])),
    column(SOURCE_COLUMN, 'BIGINT'),
    column('_file_index', 'INTEGER'),
    column('_line', 'BIGINT'),
    column('_file', 'VARCHAR'),
  ]
  if (kind !== 'events') return [{ name, columns: own }]
  const names = derivedNames(name)
  const session = columns.some((one) => one.role === 'session') ? [column('session_id', 'VARCHAR')] : []
  const key = column('user_key', 'INTEGER')
  const events = column('events', 'BIGINT')
  return [
    { name, columns: own },
    { name: names.userDays, columns: [key, column('date', 'DATE'), events] },
    {
      name: names.sessions,
      columns: [key, column('start_ts', 'TIMESTAMP'), column('end_ts', 'TIMESTAMP'), events, ...session],
    },
  ]
}

const USERS_TABLE: ExportedTable = {
  name: USERS,
  columns: [
    column('user_key', 'INTEGER'),
    column('user_id', 'VARCHAR'),
    column('first_seen', 'TIMESTAMP'),
    column('last_seen', 'TIMESTAMP'),
    column('is_test', 'BOOLEAN'),
  ],
}

/**
 * A plan's SQL for Trino, over what `lathe export` writes of the workspace. Throws `unsupported`, naming what Trino has
 * nothing for.
 */
export function trinoText(plan: QueryPlan, catalog: Catalog): string {
  if (plan.breakdown !== undefined) throw untranslatable('a breakdown that is asked value by value')
  if (plan.zones !== undefined) throw untranslatable("days in each event's own time zone")
  if (plan.sides !== undefined)
    return plan.sides.map((side) => `-- ${side.label}\n${trinoText(side.plan, catalog)}`).join('\n\n')
  const zone = plan.timezone ?? catalog.timezone
  const tables = [...catalog.tables.flatMap(exportedTables), USERS_TABLE]
  return [
    '-- For Trino, over the tables that lathe export writes (_trino.sql makes them).',
    ...(/\blocal_(?:date|time)\(/.test(plan.sql) ? [`-- Days are cut in ${zone}.`] : []),
    ...(plan.finish === undefined ? [] : ['-- Lathe makes the rows that it shows of these.']),
    `${trinoSql(plan.sql, tables, zone)};`,
  ].join('\n')
}
