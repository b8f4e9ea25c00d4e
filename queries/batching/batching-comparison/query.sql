-- title: Batched against individual
-- about: Whether deliveries that were carried together took longer, came late or saved miles, against those driven alone.
-- grain: one row per delivery type (batched, individual)
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
WITH counted AS (
  SELECT delivery_type, batch_key, efficiency, minutes, delay_minutes, is_on_time, wait_minutes, miles_each, driver_minutes_each
  FROM outcome
  WHERE ($from IS NULL OR date >= $from) AND ($to IS NULL OR date <= $to)),
-- Each batch once, however many deliveries it held.
scored AS (
  SELECT delivery_type, count(batch_key) AS batches, avg(efficiency) AS efficiency
  FROM (SELECT DISTINCT delivery_type, batch_key, efficiency FROM counted)
  GROUP BY delivery_type)
SELECT c.delivery_type, count(*) AS deliveries, 100 * count(*) / sum(count(*)) OVER ()::DOUBLE AS share_pct, any_value(s.batches) AS batches,
  avg(c.minutes) AS mean_minutes, median(c.minutes)::DOUBLE AS median_minutes, avg(c.delay_minutes) AS mean_delay_minutes,
  100 * avg(c.is_on_time::INTEGER) AS on_time_pct, avg(c.wait_minutes) AS mean_wait_minutes, any_value(s.efficiency) AS efficiency,
  avg(c.miles_each) AS miles_per_delivery, avg(c.driver_minutes_each) AS driver_minutes_per_delivery
FROM counted c JOIN scored s ON s.delivery_type = c.delivery_type
GROUP BY c.delivery_type
ORDER BY c.delivery_type
