-- title: Batching algorithms
-- about: How large, long, late and often cancelled the batches of each algorithm and version are.
-- grain: one row per algorithm and version
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: from date = null; First local date on which a batch was created; empty for the first in the data.
-- parameter: to date = null; Last local date on which a batch was created, included; empty for the last in the data.
WITH
  $shared,
  -- Batches created on the dates
  counted AS (
    SELECT
      batch_key,
      algorithm_name,
      algorithm_version,
      size,
      actual_miles,
      minutes,
      efficiency,
      is_cancelled,
      is_derived
    FROM trip
    WHERE ($from IS NULL OR local_date(created_at) >= $from)
      AND ($to IS NULL OR local_date(created_at) <= $to)
  ),
  -- Each batch once, so that no mean is weighed by the deliveries that a batch holds
  per_batch AS (
    SELECT
      algorithm_name,
      algorithm_version,
      count(*) AS batches,
      count_if(is_cancelled) AS cancelled_batches,
      CASE
        WHEN bool_or(is_derived) THEN NULL
        ELSE 100 * avg(is_cancelled::INTEGER)
      END AS cancellation_pct,
      avg(size) FILTER (NOT is_cancelled) AS mean_size,
      avg(actual_miles) FILTER (NOT is_cancelled) AS mean_miles,
      avg(minutes) FILTER (NOT is_cancelled) AS mean_minutes,
      avg(efficiency) FILTER (NOT is_cancelled) AS efficiency
    FROM counted
    GROUP BY algorithm_name, algorithm_version
  ),
  -- Their deliveries that arrived, each once
  per_delivery AS (
    SELECT
      counted.algorithm_name,
      counted.algorithm_version,
      count(*) AS deliveries,
      avg(outcome.delay_minutes) AS mean_delay_minutes,
      avg(outcome.wait_minutes) AS mean_pickup_wait_minutes,
      100 * avg(outcome.is_on_time::INTEGER) AS on_time_pct
    FROM outcome
    JOIN counted ON counted.batch_key = outcome.batch_key
    GROUP BY counted.algorithm_name, counted.algorithm_version
  )
SELECT
  per_batch.algorithm_name,
  per_batch.algorithm_version,
  per_batch.batches,
  coalesce(per_delivery.deliveries, 0) AS deliveries,
  per_batch.mean_size,
  per_batch.mean_miles,
  per_batch.mean_minutes,
  per_delivery.mean_delay_minutes,
  per_delivery.mean_pickup_wait_minutes,
  per_delivery.on_time_pct,
  per_batch.efficiency,
  per_batch.cancelled_batches::BIGINT AS cancelled_batches,
  per_batch.cancellation_pct
FROM per_batch
LEFT JOIN per_delivery
  ON per_delivery.algorithm_name IS NOT DISTINCT FROM per_batch.algorithm_name
  AND per_delivery.algorithm_version IS NOT DISTINCT FROM per_batch.algorithm_version
ORDER BY per_batch.efficiency DESC NULLS LAST, per_batch.algorithm_name, per_batch.algorithm_version
