-- title: Batched against individual
-- grain: one row per delivery type (batched, individual)
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
WITH
  $shared,
  -- Deliveries that arrived, of the orders' dates
  counted AS (
    SELECT
      delivery_type,
      batch_key,
      efficiency,
      minutes,
      delay_minutes,
      is_on_time,
      wait_minutes,
      miles_each,
      driver_minutes_each
    FROM outcome
    WHERE ($from IS NULL OR date >= $from)
      AND ($to IS NULL OR date <= $to)
  ),
  -- Each batch once, however many deliveries it held
  batches_once AS (
    SELECT DISTINCT delivery_type, batch_key, efficiency
    FROM counted
  ),
  -- How many batches there are, and their mean score
  scored AS (
    SELECT
      delivery_type,
      count(batch_key) AS batches,
      avg(efficiency) AS efficiency
    FROM batches_once
    GROUP BY delivery_type
  )
SELECT
  counted.delivery_type,
  count(*) AS deliveries,
  100 * count(*) / sum(count(*)) OVER ()::DOUBLE AS share_pct,
  any_value(scored.batches) AS batches,
  avg(counted.minutes) AS mean_minutes,
  median(counted.minutes)::DOUBLE AS median_minutes,
  avg(counted.delay_minutes) AS mean_delay_minutes,
  100 * avg(counted.is_on_time::INTEGER) AS on_time_pct,
  avg(counted.wait_minutes) AS mean_wait_minutes,
  any_value(scored.efficiency) AS efficiency,
  avg(counted.miles_each) AS miles_per_delivery,
  avg(counted.driver_minutes_each) AS driver_minutes_per_delivery
FROM counted
JOIN scored ON scored.delivery_type = counted.delivery_type
GROUP BY counted.delivery_type
ORDER BY counted.delivery_type
