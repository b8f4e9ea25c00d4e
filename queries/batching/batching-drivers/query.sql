-- title: Drivers and batching
-- about: How each driver does with batched deliveries against individual ones, and how well they adapted to batching.
-- grain: one row per driver with enough deliveries
-- tables: deliveries, orders, drivers, batches, batch_deliveries
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: min_deliveries integer = 20; Drivers with fewer deliveries are left out.
WITH
  $shared,
  -- Deliveries that arrived, of the orders' dates and by a known driver
  counted AS (
    SELECT
      driver_key,
      delivery_type,
      batch_key,
      efficiency,
      minutes,
      delay_minutes,
      is_on_time
    FROM outcome
    WHERE driver_key IS NOT NULL
      AND ($from IS NULL OR date >= $from)
      AND ($to IS NULL OR date <= $to)
  ),
  -- Each batch once, however many deliveries it held
  batches_once AS (
    SELECT DISTINCT driver_key, batch_key, efficiency
    FROM counted
    WHERE batch_key IS NOT NULL
  ),
  -- How many batches each driver carried, and their mean score
  scored AS (
    SELECT
      driver_key,
      count(*) AS batches,
      avg(efficiency) AS efficiency
    FROM batches_once
    GROUP BY driver_key
  ),
  -- Drivers with enough deliveries: batched against individual
  compared AS (
    SELECT
      driver_key,
      count(*) AS deliveries,
      count_if(delivery_type = 'individual')::BIGINT AS individual_deliveries,
      count_if(delivery_type = 'batched')::BIGINT AS batched_deliveries,
      avg(minutes) FILTER (delivery_type = 'individual') AS individual_minutes,
      avg(minutes) FILTER (delivery_type = 'batched') AS batched_minutes,
      100 * avg(is_on_time::INTEGER) FILTER (delivery_type = 'individual') AS individual_on_time_pct,
      100 * avg(is_on_time::INTEGER) FILTER (delivery_type = 'batched') AS batched_on_time_pct,
      avg(delay_minutes) FILTER (delivery_type = 'batched') AS batched_delay_minutes
    FROM counted
    GROUP BY driver_key
    HAVING count(*) >= $min_deliveries
  )
SELECT
  compared.driver_key AS driver_id,
  driver.driver_name,
  driver.vehicle_type,
  compared.deliveries,
  compared.individual_deliveries,
  compared.batched_deliveries,
  coalesce(scored.batches, 0) AS batches,
  compared.individual_minutes,
  compared.batched_minutes,
  compared.batched_minutes - compared.individual_minutes AS extra_minutes,
  compared.individual_on_time_pct,
  compared.batched_on_time_pct,
  scored.efficiency,
  compared.batched_delay_minutes,
  CASE
    WHEN compared.batched_delay_minutes < 5 THEN 'excellent'
    WHEN compared.batched_delay_minutes < 10 THEN 'good'
    WHEN compared.batched_delay_minutes >= 10 THEN 'needs improvement'
  END AS adaptation
FROM compared
LEFT JOIN scored ON scored.driver_key = compared.driver_key
LEFT JOIN log_driver AS driver ON driver.driver_key = compared.driver_key
ORDER BY compared.batched_delay_minutes NULLS LAST, compared.driver_key
