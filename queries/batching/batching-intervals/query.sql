-- title: Algorithms compared
-- about: How surely batching algorithms differ in minutes, delay, wait and punctuality.
-- grain: one row per measure and algorithm
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: baseline text = null; What the others are compared with: an algorithm, such as "nearest_neighbor v1.0", or "individual"; empty for individual deliveries where there are any, else the algorithm with the most deliveries.
-- parameter: confidence number = 95; Of the intervals, in %.
WITH side AS (
  SELECT CASE WHEN o.delivery_type = 'individual' THEN 'individual' ELSE concat_ws(' ', coalesce(o.algorithm_name, '(no algorithm)'), nullif(o.algorithm_version, '')) END AS algorithm,
    o.minutes, o.delay_minutes, o.wait_minutes, o.is_on_time::INTEGER::DOUBLE AS on_time
  FROM outcome o
  WHERE ($from IS NULL OR o.date >= $from) AND ($to IS NULL OR o.date <= $to)),
measured AS (
  SELECT 1 AS place, 'minutes' AS measure, algorithm, minutes AS y FROM side
  UNION ALL SELECT 2, 'delay', algorithm, delay_minutes FROM side
  UNION ALL SELECT 3, 'wait', algorithm, wait_minutes FROM side
  UNION ALL SELECT 4, 'on_time', algorithm, on_time FROM side)
SELECT place, measure, algorithm, count(y) AS deliveries, avg(y) AS mean, coalesce(var_samp(y), 0) AS variance, coalesce(sum(y), 0) AS total
FROM measured GROUP BY place, measure, algorithm
HAVING count(y) > 0
ORDER BY place, algorithm
