import type { Cte } from '../../src-renderer/query/sql/statement'

/** WITH queries of the batches that the log records: `recorded_batch` and `recorded_member`. */
export const RECORDED_BATCHES: readonly Cte[] = [
  {
    name: 'recorded_size',
    about: 'How many deliveries each recorded batch holds',
    sql: `
SELECT
  batch_key,
  count(DISTINCT delivery_key) AS size
FROM log_batch_delivery
GROUP BY batch_key`,
  },
  {
    name: 'recorded_batch',
    about: 'Recorded batches: each holds two deliveries or more; one that was called off carried none',
    sql: `
SELECT
  batch.batch_key,
  coalesce(algorithm.algorithm_name, batch.algorithm_key::VARCHAR) AS algorithm_name,
  algorithm.algorithm_version,
  coalesce(batch.created_at, batch.started_at) AS created_at,
  coalesce(recorded_size.size, batch.total_deliveries) AS size,
  batch.planned_miles,
  batch.actual_miles,
  batch.planned_minutes,
  (epoch_us(batch.completed_at) - epoch_us(batch.started_at)) / 60e6 AS span_minutes,
  batch.actual_minutes AS recorded_minutes,
  batch.efficiency,
  coalesce(lower(batch.status) IN ('cancelled', 'canceled'), FALSE) AS is_cancelled,
  CASE
    WHEN batch.status IS NULL THEN batch.completed_at IS NOT NULL
    ELSE lower(batch.status) IN ('completed', 'complete', 'delivered')
  END AS is_completed
FROM log_batch AS batch
LEFT JOIN recorded_size ON recorded_size.batch_key = batch.batch_key
LEFT JOIN log_algorithm AS algorithm ON algorithm.algorithm_key = batch.algorithm_key
WHERE coalesce(recorded_size.size, batch.total_deliveries) >= 2`,
  },
  {
    name: 'recorded_member',
    about: 'A delivery that was put into several batches belongs to the latest that was not called off',
    sql: `
SELECT
  placement.delivery_key::VARCHAR AS delivery_key,
  placement.batch_key,
  placement.pickup_sequence,
  placement.wait_minutes,
  placement.delay_minutes,
  (epoch_us(placement.actual_pickup_at) - epoch_us(placement.estimated_pickup_at)) / 60e6
    AS pickup_slip_minutes
FROM log_batch_delivery AS placement
JOIN recorded_batch ON recorded_batch.batch_key = placement.batch_key
WHERE NOT recorded_batch.is_cancelled
QUALIFY row_number() OVER (
  PARTITION BY placement.delivery_key
  ORDER BY recorded_batch.created_at DESC NULLS LAST, placement.batch_key DESC
) = 1`,
  },
]
