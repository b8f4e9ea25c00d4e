import { LatheError } from '../../../src-renderer/model/error'
import { SOURCE_COLUMN, type ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { identifier, literal, tableSql } from '../../../src-renderer/query/sql/literal'

const ACTION_TABLES = ['actions', 'driver_actions']
const TRAVEL_TABLES = ['travel_times', 'travel_matrix', 'travel']

function tableNamed(catalog: Catalog, names: readonly string[], what: string): CatalogTable {
  const found = catalog.tables.find((table) => names.includes(table.name.toLowerCase()))
  if (found !== undefined) return found
  throw new LatheError('not-found', `There is no table "${names[0]!}": ${what}`, { what: 'table', name: names[0]! })
}

function columnOf(table: CatalogTable, names: readonly string[]): ColumnSchema | undefined {
  return names
    .map((name) =>
      table.columns.find((column) => column.name.toLowerCase() === name || column.source.toLowerCase() === name),
    )
    .find((column) => column !== undefined)
}

function needed(table: CatalogTable, names: readonly string[]): string {
  const column = columnOf(table, names)
  if (column === undefined)
    throw new LatheError(
      'not-found',
      `Table "${table.name}" has no column ${names[0]!}; delivery times need driver, order_no, action_type (pick_up or drop_off) and location.`,
      { what: 'column', name: names[0]! },
    )
  return identifier(column.name)
}

/** SELECT of origin, destination, minutes: from a table of pairs, or a matrix with a column of origins and one for each destination. */
function travelSql(table: CatalogTable): string {
  const [from, to, minutes] = [
    columnOf(table, ['from_location', 'from', 'origin']),
    columnOf(table, ['to_location', 'to', 'destination']),
    columnOf(table, ['minutes', 'travel_minutes', 'travel_time']),
  ]
  if (from !== undefined && to !== undefined && minutes !== undefined) {
    return `SELECT ${identifier(from.name)}::VARCHAR AS origin, ${identifier(to.name)}::VARCHAR AS destination, ${identifier(minutes.name)}::DOUBLE AS minutes FROM ${tableSql(table.name)}`
  }
  const origin = columnOf(table, ['location', 'from_location', 'from', 'origin'])
  const destinations = table.columns.filter(
    (column) =>
      column !== origin && column.name !== SOURCE_COLUMN && (column.type === 'integer' || column.type === 'double'),
  )
  if (origin === undefined || destinations.length === 0) {
    throw new LatheError(
      'not-found',
      `Table "${table.name}" holds no travel times: it needs from_location, to_location and minutes, or location and a column of minutes for each place.`,
      { what: 'column', name: 'location' },
    )
  }
  return destinations
    .map(
      (column) =>
        `SELECT ${identifier(origin.name)}::VARCHAR AS origin, ${literal(column.source)} AS destination, ${identifier(column.name)}::DOUBLE AS minutes FROM ${tableSql(table.name)}`,
    )
    .join('\n  UNION ALL ')
}

/**
 * One row per order: order_no, driver, picked_up_minute and delivered_minute on the driver's clock, minutes between them, and
 * missing_legs: changes of place before the drop-off that the travel times do not know. Throws `not-found`.
 */
export function deliveryTimesSql(catalog: Catalog): string {
  const actions = tableNamed(
    catalog,
    ACTION_TABLES,
    'import the list of driver actions (driver, order_no, action_type, location), one row an action, in order.',
  )
  const travel = tableNamed(
    catalog,
    TRAVEL_TABLES,
    'import the minutes between places (from_location, to_location, minutes), or a matrix of them.',
  )
  const [driver, order, action, location] = [
    needed(actions, ['driver', 'driver_id']),
    needed(actions, ['order_no', 'order_id', 'order']),
    needed(actions, ['action_type', 'action']),
    needed(actions, ['location', 'place']),
  ]
  const place = actions.columns.some((column) => column.name === SOURCE_COLUMN) ? SOURCE_COLUMN : 'rowid'
  return `WITH travel AS (
  SELECT origin, destination, min(minutes) AS minutes FROM (
  ${travelSql(travel)}) WHERE minutes IS NOT NULL GROUP BY origin, destination),
action AS (
  SELECT ${driver}::VARCHAR AS driver, ${order}::VARCHAR AS order_no, regexp_replace(lower(${action}::VARCHAR), '[^a-z]', '', 'g') AS kind, ${location}::VARCHAR AS location, ${place} AS place
  FROM ${tableSql(actions.name)} WHERE ${driver} IS NOT NULL AND ${location} IS NOT NULL),
leg AS (SELECT driver, order_no, kind, location, place, lag(location) OVER (PARTITION BY driver ORDER BY place) AS before FROM action),
timed AS (
  SELECT l.driver, l.order_no, l.kind, l.place,
    sum(CASE WHEN l.before IS NULL OR l.before = l.location THEN 0 ELSE coalesce(t.minutes, 0) END) OVER so_far AS clock,
    count(*) FILTER (l.before <> l.location AND t.minutes IS NULL) OVER so_far AS unknown
  FROM leg l LEFT JOIN travel t ON t.origin = l.before AND t.destination = l.location
  WINDOW so_far AS (PARTITION BY l.driver ORDER BY l.place ROWS UNBOUNDED PRECEDING)),
pickup AS (
  SELECT driver, order_no, clock, unknown, place FROM timed WHERE kind IN ('pickup', 'pickedup') AND order_no IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY driver, order_no ORDER BY place) = 1),
dropoff AS (
  SELECT d.driver, d.order_no, d.clock, d.unknown FROM timed d JOIN pickup p ON p.driver = d.driver AND p.order_no = d.order_no AND d.place > p.place
  WHERE d.kind IN ('dropoff', 'droppedoff', 'delivered')
  QUALIFY row_number() OVER (PARTITION BY d.driver, d.order_no ORDER BY d.place) = 1)
SELECT p.order_no, p.driver, CASE WHEN p.unknown = 0 THEN p.clock END AS picked_up_minute, CASE WHEN d.unknown = 0 THEN d.clock END AS delivered_minute,
  CASE WHEN d.unknown = p.unknown THEN d.clock - p.clock END AS minutes, d.unknown - p.unknown AS missing_legs
FROM pickup p LEFT JOIN dropoff d ON d.driver = p.driver AND d.order_no = p.order_no
ORDER BY TRY_CAST(p.order_no AS DOUBLE) NULLS LAST, p.order_no, p.driver`
}
