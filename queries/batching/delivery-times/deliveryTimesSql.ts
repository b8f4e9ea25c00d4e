import { LatheError } from '../../../src-renderer/model/error'
import { SOURCE_COLUMN, type ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { identifier, literal, modelSql, tableSql } from '../../../src-renderer/query/sql/literal'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { furtherColumns, ownName, readConditions } from '../described'

/** Names that a table or column goes by, best first. */
type Names = readonly [string, ...string[]]

const ACTION_TABLES: Names = ['actions', 'driver_actions']
const TRAVEL_TABLES: Names = ['travel_times', 'travel_matrix', 'travel']

function tableNamed(catalog: Catalog, names: Names, what: string): CatalogTable {
  const found = catalog.tables.find((table) => names.includes(table.name.toLowerCase()))
  if (found !== undefined) return found
  throw new LatheError('not-found', `There is no table "${names[0]}": ${what}`, { what: 'table', name: names[0] })
}

function columnOf(table: CatalogTable, names: readonly string[]): ColumnSchema | undefined {
  return names
    .map((name) =>
      table.columns.find((column) => column.name.toLowerCase() === name || column.source.toLowerCase() === name),
    )
    .find((column) => column !== undefined)
}

function needed(table: CatalogTable, names: Names): string {
  const column = columnOf(table, names)
  if (column === undefined)
    throw new LatheError(
      'not-found',
      `Table "${table.name}" has no column ${names[0]}; delivery times need driver, order_no, ` +
        'action_type (pick_up or drop_off) and location.',
      { what: 'column', name: names[0] },
    )
  return identifier(column.name)
}

/**
 * SELECT of origin, destination, minutes: from a table of pairs, or a matrix with a column of origins and one for each
 * destination.
 */
function travelSql(table: CatalogTable): string {
  const [from, to, minutes] = [
    columnOf(table, ['from_location', 'from', 'origin']),
    columnOf(table, ['to_location', 'to', 'destination']),
    columnOf(table, ['minutes', 'travel_minutes', 'travel_time']),
  ]
  const legSql = (start: ColumnSchema, destination: string, column: ColumnSchema): string =>
    [
      'SELECT',
      `  ${identifier(start.name)}::VARCHAR AS origin,`,
      `  ${destination} AS destination,`,
      `  ${identifier(column.name)}::DOUBLE AS minutes`,
      `FROM ${tableSql(table.name)}`,
    ].join('\n')
  if (from !== undefined && to !== undefined && minutes !== undefined)
    return legSql(from, `${identifier(to.name)}::VARCHAR`, minutes)
  const origin = columnOf(table, ['location', 'from_location', 'from', 'origin'])
  const destinations = table.columns.filter(
    (column) =>
      column !== origin && column.name !== SOURCE_COLUMN && (column.type === 'integer' || column.type === 'double'),
  )
  if (origin === undefined || destinations.length === 0) {
    throw new LatheError(
      'not-found',
      `Table "${table.name}" holds no travel times: it needs from_location, to_location and minutes, ` +
        'or location and a column of minutes for each place.',
      { what: 'column', name: 'location' },
    )
  }
  return destinations.map((column) => legSql(origin, literal(column.source), column)).join('\nUNION ALL\n')
}

/** The table of actions. Throws `not-found`. */
function actionTable(catalog: Catalog): CatalogTable {
  return tableNamed(
    catalog,
    ACTION_TABLES,
    'import the list of driver actions (driver, order_no, action_type, location), one row an action, in order.',
  )
}

/** What conditions and breakdowns may name: the columns of an order's pickup. Throws `not-found`. */
export function pickupColumns(catalog: Catalog): readonly ColumnSchema[] {
  return actionTable(catalog).columns.filter(({ name }) => name !== 'user_key' && !name.startsWith('_'))
}

/** `more` are names of further columns of the pickup that `where` may name. */
interface Asked {
  readonly more: readonly string[]
  readonly where: string | null
}

function readAsked(values: ParameterValues, catalog: Catalog, by: readonly string[]): Asked {
  const { columns, where } = readConditions(values, pickupColumns(catalog), by)
  return { more: columns.map(({ name }) => name), where }
}

/** SELECT of the texts of some columns of each order's pickup, as value_1 …. Throws what deliveryTimesSql throws. */
export function pickupValuesSql(values: ParameterValues, by: readonly string[], catalog: Catalog): string {
  const asked = readAsked(values, catalog, by)
  const list = by.map((name, at) => `${ownName(name)}::VARCHAR AS value_${at + 1}`).join(',\n  ')
  return statement(
    orderCtes(catalog, asked),
    `SELECT\n  ${list}\nFROM pickup${asked.where === null ? '' : `\nWHERE ${asked.where}`}`,
  )
}

/** The WITH queries that find the pickup and drop-off of each order. */
function orderCtes(catalog: Catalog, { more }: Asked): readonly Cte[] {
  const carried = furtherColumns(more.map(ownName))
  const actions = actionTable(catalog)
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
  return [
    { name: 'travel_log', about: 'Minutes from place to place, as imported', sql: travelSql(travel) },
    {
      name: 'travel',
      about: 'Each way once, the quickest',
      sql: `
SELECT
  origin,
  destination,
  min(minutes) AS minutes
FROM travel_log
WHERE minutes IS NOT NULL
GROUP BY origin, destination`,
    },
    {
      name: 'action',
      about: 'What drivers did where, in the order of the file',
      sql: `
SELECT
  ${driver}::VARCHAR AS driver,
  ${order}::VARCHAR AS order_no,
  regexp_replace(lower(${action}::VARCHAR), '[^a-z]', '', 'g') AS kind,
  ${location}::VARCHAR AS location,
  ${place} AS place${furtherColumns(more.map((name) => `${identifier(name)} AS ${ownName(name)}`))}
FROM ${catalog.isByModel === true && more.length > 0 ? modelSql(actions.name) : tableSql(actions.name)}
WHERE ${driver} IS NOT NULL
  AND ${location} IS NOT NULL`,
    },
    {
      name: 'leg',
      about: 'Where the driver came from',
      sql: `
SELECT
  driver,
  order_no,
  kind,
  location,
  place,
  lag(location) OVER (PARTITION BY driver ORDER BY place) AS previous_location${carried}
FROM action`,
    },
    {
      name: 'timed',
      about: "The driver's clock at each action, and how many ways before it have no known time",
      sql: `
SELECT
  leg.driver,
  leg.order_no,
  leg.kind,
  leg.place,
  sum(
    CASE
      WHEN leg.previous_location IS NULL OR leg.previous_location = leg.location THEN 0
      ELSE coalesce(travel.minutes, 0)
    END
  ) OVER so_far AS clock,
  count(CASE WHEN leg.previous_location <> leg.location AND travel.minutes IS NULL THEN 1 END) OVER so_far
    AS unknown${carried}
FROM leg
LEFT JOIN travel
  ON travel.origin = leg.previous_location
  AND travel.destination = leg.location
WINDOW so_far AS (PARTITION BY leg.driver ORDER BY leg.place ROWS UNBOUNDED PRECEDING)`,
    },
    {
      name: 'pickup',
      about: 'The first pickup of each order',
      sql: `
SELECT driver, order_no, clock, unknown, place${carried}
FROM timed
WHERE kind IN ('pickup', 'pickedup')
  AND order_no IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY driver, order_no ORDER BY place) = 1`,
    },
    {
      name: 'dropoff',
      about: 'The first drop-off of each order behind its pickup',
      sql: `
SELECT timed.driver, timed.order_no, timed.clock, timed.unknown
FROM timed
JOIN pickup
  ON pickup.driver = timed.driver
  AND pickup.order_no = timed.order_no
  AND timed.place > pickup.place
WHERE timed.kind IN ('dropoff', 'droppedoff', 'delivered')
QUALIFY row_number() OVER (PARTITION BY timed.driver, timed.order_no ORDER BY timed.place) = 1`,
    },
  ]
}

/**
 * One row per order: order_no, driver, picked_up_minute and delivered_minute on the driver's clock, minutes between them, and
 * missing_legs: changes of place before the drop-off that the travel times do not know. Throws `not-found`.
 */
export function deliveryTimesSql(values: ParameterValues, catalog: Catalog): string {
  const asked = readAsked(values, catalog, [])
  return statement(
    orderCtes(catalog, asked),
    `
SELECT
  pickup.order_no,
  pickup.driver,
  CASE WHEN pickup.unknown = 0 THEN pickup.clock END AS picked_up_minute,
  CASE WHEN dropoff.unknown = 0 THEN dropoff.clock END AS delivered_minute,
  CASE WHEN dropoff.unknown = pickup.unknown THEN dropoff.clock - pickup.clock END AS minutes,
  dropoff.unknown - pickup.unknown AS missing_legs
FROM pickup
LEFT JOIN dropoff
  ON dropoff.driver = pickup.driver
  AND dropoff.order_no = pickup.order_no${
    asked.where === null
      ? ''
      : `
WHERE ${asked.where}`
  }
ORDER BY TRY_CAST(pickup.order_no AS DOUBLE) NULLS LAST, pickup.order_no, pickup.driver`,
  )
}
