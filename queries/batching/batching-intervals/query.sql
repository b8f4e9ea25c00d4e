-- title: Algorithms compared
-- about: How surely batching algorithms differ in minutes, delay, wait and punctuality.
-- grain: one row per measure and algorithm
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: baseline text = null
-- parameter: confidence number = 95; Of the intervals, in %.
WITH
  $shared,
  -- Deliveries that arrived, of the orders' dates, with the algorithm of their batch
  side AS (
    SELECT
      CASE
        WHEN delivery_type = 'individual' THEN 'individual'
        ELSE concat_ws(
          ' ', coalesce(algorithm_name, '(no algorithm)'), nullif(algorithm_version, '')
        )
      END AS algorithm,
      minutes,
      delay_minutes,
      wait_minutes,
      is_on_time::INTEGER::DOUBLE AS on_time
    FROM outcome
    WHERE ($from IS NULL OR date >= $from)
      AND ($to IS NULL OR date <= $to)
  ),
  -- A row a delivery and measure
  measured AS (
    SELECT 1 AS place, 'minutes' AS measure, algorithm, minutes AS measured_value
    FROM side
    UNION ALL
    SELECT 2, 'delay', algorithm, delay_minutes
    FROM side
    UNION ALL
    SELECT 3, 'wait', algorithm, wait_minutes
    FROM side
    UNION ALL
    SELECT 4, 'on_time', algorithm, on_time
    FROM side
  )
SELECT
  place,
  measure,
  algorithm,
  count(measured_value) AS deliveries,
  avg(measured_value) AS mean,
  coalesce(var_samp(measured_value), 0) AS variance,
  coalesce(sum(measured_value), 0) AS total
FROM measured
GROUP BY place, measure, algorithm
HAVING count(measured_value) > 0
ORDER BY place, algorithm
