-- title: Batching algorithms
-- about: How large, long, late and often cancelled the batches of each algorithm and version are.
-- grain: one row per algorithm and version
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: from date = null; First local date on which a batch was created; empty for the first in the data.
-- parameter: to date = null; Last local date on which a batch was created, included; empty for the last in the data.
WITH counted AS (
  SELECT batch_key, algorithm_name, algorithm_version, size, actual_miles, minutes, efficiency, is_cancelled, is_derived
  FROM trip
  WHERE ($from IS NULL OR local_date(created_at) >= $from) AND ($to IS NULL OR local_date(created_at) <= $to)),
-- One row per batch, so that no mean is weighed by the deliveries that a batch holds.
per_batch AS (
  SELECT algorithm_name, algorithm_version, count(*) AS batches, count_if(is_cancelled) AS cancelled_batches,
    CASE WHEN bool_or(is_derived) THEN NULL ELSE 100 * avg(is_cancelled::INTEGER) END AS cancellation_pct,
    avg(size) FILTER (NOT is_cancelled) AS mean_size, avg(actual_miles) FILTER (NOT is_cancelled) AS mean_miles,
    avg(minutes) FILTER (NOT is_cancelled) AS mean_minutes, avg(efficiency) FILTER (NOT is_cancelled) AS efficiency
  FROM counted GROUP BY algorithm_name, algorithm_version),
per_delivery AS (
  SELECT b.algorithm_name, b.algorithm_version, count(*) AS deliveries, avg(o.delay_minutes) AS mean_delay_minutes,
    avg(o.wait_minutes) AS mean_pickup_wait_minutes, 100 * avg(o.is_on_time::INTEGER) AS on_time_pct
  FROM outcome o JOIN counted b ON b.batch_key = o.batch_key
  GROUP BY b.algorithm_name, b.algorithm_version)
SELECT b.algorithm_name, b.algorithm_version, b.batches, coalesce(d.deliveries, 0) AS deliveries, b.mean_size, b.mean_miles, b.mean_minutes,
  d.mean_delay_minutes, d.mean_pickup_wait_minutes, d.on_time_pct, b.efficiency, b.cancelled_batches::BIGINT AS cancelled_batches, b.cancellation_pct
FROM per_batch b
LEFT JOIN per_delivery d ON d.algorithm_name IS NOT DISTINCT FROM b.algorithm_name AND d.algorithm_version IS NOT DISTINCT FROM b.algorithm_version
ORDER BY b.efficiency DESC NULLS LAST, b.algorithm_name, b.algorithm_version
