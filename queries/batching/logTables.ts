import { LatheError } from '../../src-renderer/model/error'
import { SOURCE_COLUMN, type ColumnSchema } from '../../src-renderer/model/schema'
import { identifier, modelSql, tableSql } from '../../src-renderer/query/sql/literal'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { ownName } from './described'
import { SHAPES, TABLE_ROLES, type FieldKind, type FoundTables, type TableRole } from './deliveryTables'

type SqlType = 'BIGINT' | 'VARCHAR' | 'DOUBLE' | 'TIMESTAMP'

/** Ids of a kind are integers only if they are in every table; otherwise all are compared as text. */
function idTypes(found: FoundTables): ReadonlyMap<string, SqlType> {
  const types = new Map<string, SqlType>([['batch_key', 'VARCHAR']])
  for (const role of TABLE_ROLES)
    for (const [name, field] of Object.entries(SHAPES[role].fields)) {
      const column = found[role]?.columns[name]
      if (field.kind !== 'id' || column === null || column === undefined) continue
      types.set(name, column.type === 'integer' && types.get(name) !== 'VARCHAR' ? 'BIGINT' : 'VARCHAR')
    }
  return types
}

function typeOf(kind: FieldKind, name: string, ids: ReadonlyMap<string, SqlType>): SqlType {
  if (kind === 'id') return ids.get(name) ?? 'VARCHAR'
  return kind === 'time' ? 'TIMESTAMP' : kind === 'number' ? 'DOUBLE' : 'VARCHAR'
}

function valueSql(column: ColumnSchema, type: SqlType, table: string): string {
  const name = identifier(column.name)
  if (type === 'TIMESTAMP' && column.type !== 'timestamp' && column.type !== 'date' && column.type !== 'string') {
    throw new LatheError(
      'not-found',
      `Column "${column.name}" of table "${table}" holds no times but ${column.type}; ` +
        'import the table with a time format for it.',
      { what: 'column', name: column.name },
    )
  }
  return column.type === 'string' && type !== 'VARCHAR' ? `TRY_CAST(${name} AS ${type})` : `${name}::${type}`
}

/** What each of the WITH queries holds. */
const ABOUT: Readonly<Record<TableRole, string>> = {
  delivery: 'Deliveries, each in its latest state',
  order: 'Orders, the first row of each',
  driver: 'Drivers, the first row of each',
  restaurant: 'Restaurants, the first row of each',
  algorithm: 'Batching algorithms, the first row of each',
  batch: 'Batches that were recorded, the first row of each',
  batch_delivery: 'Which deliveries were recorded in which batch',
  waypoint: 'Stops of the batches, as planned and as made',
}

const KEYS: Partial<Record<TableRole, string>> = {
  order: 'order_key',
  driver: 'driver_key',
  restaurant: 'restaurant_key',
  algorithm: 'algorithm_key',
  batch: 'batch_key',
}

/** QUALIFY that leaves one row per key; no line where the table has none. */
function oneRowPerKey(role: TableRole, found: FoundTables): readonly string[] {
  if (role === 'delivery')
    return found.delivery.columns['delivery_key'] === null
      ? []
      : [
          'QUALIFY delivery_key IS NULL OR row_number() OVER (',
          '  PARTITION BY delivery_key',
          '  ORDER BY delivered_at DESC NULLS LAST, picked_up_at DESC NULLS LAST',
          ') = 1',
        ]
  const key = KEYS[role]
  return key === undefined || found[role] === null ? [] : [`QUALIFY row_number() OVER (PARTITION BY ${key}) = 1`]
}

/** File and line of a delivery, where the table knows them and they are asked for. */
function placeSql(found: FoundTables, withPlace: boolean): readonly string[] {
  return withPlace && found.delivery.table.columns.some((column) => column.name === SOURCE_COLUMN)
    ? ['_file AS file_name', '_line AS file_line']
    : ['NULL::VARCHAR AS file_name', 'NULL::BIGINT AS file_line']
}

/** What is read of the tables besides the columns of SHAPES. */
export interface LogOptions {
  /** Columns of the table of deliveries that are kept under their own names (see ownName). */
  readonly own?: readonly string[]
  /** Reads the file and line of each delivery, where the table knows them. */
  readonly withPlace?: boolean
  /** Own columns may be those of the workspace's model. */
  readonly byModel?: boolean
}

/**
 * WITH queries `log_delivery`, `log_order` … of the tables asked for, with the columns of SHAPES under their own names and
 * types, whatever the files call them: NULL where a table lacks a column, no rows where there is no table. One row per key
 * in each: the first row of an order, driver, restaurant, algorithm or batch, and the latest state of a delivery. Throws
 * `not-found`.
 */
export function logTables(
  found: FoundTables,
  roles: ReadonlySet<TableRole>,
  { own = [], withPlace = false, byModel = false }: LogOptions = {},
): readonly Cte[] {
  const ids = idTypes(found)
  return TABLE_ROLES.filter((role) => roles.has(role)).map((role) => {
    const table = found[role]
    const fields = Object.entries(SHAPES[role].fields).map(([name, field]) => {
      const type = typeOf(field.kind, name, ids)
      const column = table?.columns[name] ?? null
      return `${column === null || table === null ? `NULL::${type}` : valueSql(column, type, table.table.name)} AS ${name}`
    })
    const named = own.map((name) => `${identifier(name)} AS ${ownName(name)}`)
    const columns = role === 'delivery' ? [...fields, ...placeSql(found, withPlace), ...named] : fields
    const source = (name: string): string =>
      role === 'delivery' && byModel && own.length > 0 ? modelSql(name) : tableSql(name)
    return {
      name: `log_${role}`,
      about: ABOUT[role],
      sql: [
        'SELECT',
        columns.map((column) => `  ${column}`).join(',\n'),
        table === null ? 'WHERE FALSE' : `FROM ${source(table.table.name)}`,
        ...oneRowPerKey(role, found),
      ].join('\n'),
    }
  })
}
