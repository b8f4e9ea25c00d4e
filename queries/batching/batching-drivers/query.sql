-- title: Drivers and batching
-- about: How each driver does with batched deliveries against individual ones, and how well they adapted to batching.
-- grain: one row per driver with enough deliveries
-- tables: deliveries, orders, drivers, batches, batch_deliveries
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: min_deliveries integer = 20; Drivers with fewer deliveries are left out.
WITH counted AS (
  SELECT driver_key, delivery_type, batch_key, efficiency, minutes, delay_minutes, is_on_time
  FROM outcome
  WHERE driver_key IS NOT NULL AND ($from IS NULL OR date >= $from) AND ($to IS NULL OR date <= $to)),
-- Each batch once, however many deliveries it held.
scored AS (
  SELECT driver_key, count(*) AS batches, avg(efficiency) AS efficiency
  FROM (SELECT DISTINCT driver_key, batch_key, efficiency FROM counted WHERE batch_key IS NOT NULL)
  GROUP BY driver_key),
compared AS (
  SELECT driver_key, count(*) AS deliveries, count_if(delivery_type = 'individual')::BIGINT AS individual_deliveries, count_if(delivery_type = 'batched')::BIGINT AS batched_deliveries,
    avg(minutes) FILTER (delivery_type = 'individual') AS individual_minutes, avg(minutes) FILTER (delivery_type = 'batched') AS batched_minutes,
    100 * avg(is_on_time::INTEGER) FILTER (delivery_type = 'individual') AS individual_on_time_pct, 100 * avg(is_on_time::INTEGER) FILTER (delivery_type = 'batched') AS batched_on_time_pct,
    avg(delay_minutes) FILTER (delivery_type = 'batched') AS batched_delay_minutes
  FROM counted GROUP BY driver_key
  HAVING count(*) >= $min_deliveries)
SELECT c.driver_key AS driver_id, d.driver_name, d.vehicle_type, c.deliveries, c.individual_deliveries, c.batched_deliveries, coalesce(s.batches, 0) AS batches,
  c.individual_minutes, c.batched_minutes, c.batched_minutes - c.individual_minutes AS extra_minutes, c.individual_on_time_pct, c.batched_on_time_pct,
  s.efficiency, c.batched_delay_minutes,
  CASE WHEN c.batched_delay_minutes < 5 THEN 'excellent' WHEN c.batched_delay_minutes < 10 THEN 'good' WHEN c.batched_delay_minutes >= 10 THEN 'needs improvement' END AS adaptation
FROM compared c
LEFT JOIN scored s ON s.driver_key = c.driver_key
LEFT JOIN log_driver d ON d.driver_key = c.driver_key
ORDER BY c.batched_delay_minutes NULLS LAST, c.driver_key
