import { required } from '../../src-renderer/base/required'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed, filterSql, readFilter, type FilterNode } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { outsideColumns, outsideSql } from '../../src-renderer/query/sql/outside'
import type { TableRole } from './deliveryTables'

/** Where a column of a delivery is known: in its table, when it was ordered and by whom it was carried, or its batch. */
type Stage = 'log' | 'numbered' | 'timed'

/** A column that conditions and breakdowns may name. */
interface DescribedColumn extends ColumnSchema {
  readonly stage: Stage
  /** Over `delivery` and `placed` of numbered_delivery, or `delivery`, `member` and `trip` of timed. */
  readonly sql: string
  /** Another table that `sql` reads. */
  readonly reads?: TableRole
}

const ORDERED =
  'local_time(coalesce(delivery.created_at, placed.created_at, delivery.picked_up_at, delivery.delivered_at))'
const HOUR = `extract(
    hour FROM ${ORDERED}
  )`
const RESTAURANT = 'coalesce(delivery.restaurant_key, placed.restaurant_key)'

function house(
  name: string,
  type: ColumnSchema['type'],
  stage: Stage,
  sql: string,
  reads?: TableRole,
): DescribedColumn {
  return { name, type, source: name, stage, sql, ...(reads === undefined ? {} : { reads }) }
}

/** What is known of every delivery, besides the columns of its table. */
const HOUSE: readonly DescribedColumn[] = [
  house('hour', 'integer', 'numbered', HOUR),
  house('weekday', 'integer', 'numbered', `isodow(${ORDERED})`),
  house('is_weekend', 'boolean', 'numbered', `isodow(${ORDERED}) >= 6`),
  house(
    'day_part',
    'string',
    'numbered',
    `CASE
    WHEN ${HOUR} < 6 THEN 'night'
    WHEN ${HOUR} < 12 THEN 'morning'
    WHEN ${HOUR} < 18 THEN 'afternoon'
    WHEN ${HOUR} >= 18 THEN 'evening'
  END`,
  ),
  ...(['driver_name', 'vehicle_type'] as const).map((name) =>
    house(
      name,
      'string',
      'numbered',
      `(SELECT driver.${name} FROM log_driver AS driver WHERE driver.driver_key = delivery.driver_key)`,
      'driver',
    ),
  ),
  house(
    'restaurant_name',
    'string',
    'numbered',
    `(
    SELECT restaurant.restaurant_name
    FROM log_restaurant AS restaurant
    WHERE restaurant.restaurant_key = ${RESTAURANT}
  )`,
    'restaurant',
  ),
  house('delivery_type', 'string', 'timed', `CASE WHEN trip.batch_key IS NULL THEN 'individual' ELSE 'batched' END`),
  house('algorithm_name', 'string', 'timed', 'trip.algorithm_name'),
  house('algorithm_version', 'string', 'timed', 'trip.algorithm_version'),
]

/** The columns that conditions and breakdowns may name: the table's, with those of the model, and the house's. */
export function describedColumns(table: readonly ColumnSchema[]): readonly DescribedColumn[] {
  const own = table
    .filter((column) => column.name !== 'user_key' && !column.name.startsWith('_'))
    .map((column): DescribedColumn => ({ ...column, stage: 'log', sql: `delivery.${ownName(column.name)}` }))
  const taken = new Set(own.map(({ name }) => name.toLowerCase()))
  return [...own, ...HOUSE.filter(({ name }) => !taken.has(name))]
}

/** What a column is called within a statement, where names of the log's own must meet none of Lathe's. */
export function ownName(name: string): string {
  return identifier(`own ${name}`)
}

function namesIn(node: FilterNode): readonly string[] {
  if ('column' in node) return [node.column]
  return ('all' in node ? node.all : node.any).flatMap(namesIn)
}

function renamed(node: FilterNode): FilterNode {
  if ('column' in node) return { ...node, column: `own ${node.column}` }
  return 'all' in node ? { all: node.all.map(renamed) } : { any: node.any.map(renamed) }
}

/** What values ask of deliveries, or of batches, beyond dates. */
export type Described = Conditions<DescribedColumn>

/** What values ask of rows: the columns that are needed, and a condition over their own names (see ownName). */
interface Conditions<C extends ColumnSchema> {
  readonly columns: readonly C[]
  /** Never NULL in SQL; null where all rows are asked for. */
  readonly where: string | null
}

/**
 * Reads the filter, and which values of a breakdown are left; `by` names further columns that are needed. Throws
 * `bad-parameter` and `not-found`.
 */
export function readConditions<C extends ColumnSchema>(
  values: ParameterValues,
  known: readonly C[],
  by: readonly string[] = [],
): Conditions<C> {
  const nodes = readFilter(values['filter'] ?? null)
  const names = new Set([...nodes.flatMap(namesIn), ...outsideColumns(values), ...by])
  const columns = [...names].map((name) => {
    const { name: own } = columnNamed(name, known)
    return required(known.find((column) => column.name === own))
  })
  const renamedColumns = columns.map((column) => ({ ...column, name: `own ${column.name}` }))
  const parts = [filterSql(nodes.map(renamed), renamedColumns), outsideSql(values, ownName)]
  const where = parts.filter((part) => part !== null).join('\n  AND ')
  return { columns, where: where === '' ? null : where }
}

/** `more` as further lines of a SELECT's list, each with a comma before it. */
export function furtherColumns(more: readonly string[]): string {
  return more.map((one) => `,\n  ${one}`).join('')
}
