import { literal } from '../../src-renderer/query/sql/literal'
import type { ResultValue } from '../../src-renderer/query/contract/result'

/** A deliveries' row as lists behind figures show it: what the figures are made of, and where it stands in its file. */
const DELIVERY = `o.delivery_key AS delivery_id, o.order_key AS order_id, o.driver_key AS driver_id, o.restaurant_key AS restaurant_id, o.batch_key AS batch_id, o.delivery_type, o.date,
  o.minutes, o.delay_minutes, o.is_on_time, o.wait_minutes, o.miles_each, o.driver_minutes_each, o.file_name AS _file, o.file_line AS _line`

/** The orders' dates that the parameters choose. */
export const IN_DATES = '($from IS NULL OR o.date >= $from) AND ($to IS NULL OR o.date <= $to)'

/** The batches' creation dates that the parameters choose. */
export const CREATED_IN_DATES =
  '($from IS NULL OR local_date(t.created_at) >= $from) AND ($to IS NULL OR local_date(t.created_at) <= $to)'

/** SELECT of deliveries that arrived; `where` is over `o`, the outcomes. */
export function deliveriesSql(where: string): string {
  return `SELECT ${DELIVERY}\nFROM outcome o WHERE ${where}\nORDER BY o.date, delivery_id`
}

/** SELECT of batches; `where` is over `t`, the trips. */
export function batchesSql(where: string): string {
  return `SELECT t.batch_key AS batch_id, t.algorithm_name, t.algorithm_version, t.created_at, t.size, t.planned_miles, t.actual_miles, t.planned_minutes, t.minutes, t.efficiency, t.is_cancelled, t.is_completed
FROM trip t WHERE ${where}
ORDER BY t.created_at, t.batch_key`
}

/** A comparison that holds for NULL too; ids of any type are compared as text. */
export function isSql(column: string, value: ResultValue | undefined): string {
  return value === null || value === undefined ? `${column} IS NULL` : `${column}::VARCHAR = ${literal(String(value))}`
}
