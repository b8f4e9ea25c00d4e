import { literal } from '../../src-renderer/query/sql/literal'
import type { ResultValue } from '../../src-renderer/query/contract/result'
import { SHARED } from './batchingPlace'

/** The orders' dates that the parameters choose. */
export const IN_DATES = '($from IS NULL OR outcome.date >= $from) AND ($to IS NULL OR outcome.date <= $to)'

/** The batches' creation dates that the parameters choose. */
export const CREATED_IN_DATES =
  '($from IS NULL OR local_date(trip.created_at) >= $from) AND ($to IS NULL OR local_date(trip.created_at) <= $to)'

/**
 * Deliveries that arrived, as lists behind figures show them: what the figures are made of, and where it stands
 * in its file; `where` is over `outcome`.
 */
export function deliveriesSql(where: string): string {
  return `
WITH
  ${SHARED}
SELECT
  outcome.delivery_key AS delivery_id,
  outcome.order_key AS order_id,
  outcome.driver_key AS driver_id,
  outcome.restaurant_key AS restaurant_id,
  outcome.batch_key AS batch_id,
  outcome.delivery_type,
  outcome.date,
  outcome.minutes,
  outcome.delay_minutes,
  outcome.is_on_time,
  outcome.wait_minutes,
  outcome.miles_each,
  outcome.driver_minutes_each,
  outcome.file_name AS _file,
  outcome.file_line AS _line
FROM outcome
WHERE ${where}
ORDER BY outcome.date, delivery_id`
}

/** Batches; `where` is over `trip`. */
export function batchesSql(where: string): string {
  return `
WITH
  ${SHARED}
SELECT
  trip.batch_key AS batch_id,
  trip.algorithm_name,
  trip.algorithm_version,
  trip.created_at,
  trip.size,
  trip.planned_miles,
  trip.actual_miles,
  trip.planned_minutes,
  trip.minutes,
  trip.efficiency,
  trip.is_cancelled,
  trip.is_completed
FROM trip
WHERE ${where}
ORDER BY trip.created_at, trip.batch_key`
}

/** The batches that some deliveries were carried in; `where` is over `outcome`. */
export function batchesOfDeliveriesSql(where: string): string {
  return batchesSql(`trip.batch_key IN (SELECT outcome.batch_key FROM outcome WHERE ${where})`)
}

/** A comparison that holds for NULL too; ids of any type are compared as text. */
export function isSql(column: string, value: ResultValue | undefined): string {
  return value === null || value === undefined ? `${column} IS NULL` : `${column}::VARCHAR = ${literal(String(value))}`
}

/** The batches of the algorithm and version that a row is of, over `trip`. */
export function ofAlgorithmSql(row: Readonly<Record<string, ResultValue>>): string {
  const [name, version] = [row['algorithm_name'], row['algorithm_version']]
  return `${isSql('trip.algorithm_name', name)} AND ${isSql('trip.algorithm_version', version)}`
}
