-- title: Does each algorithm get its traffic?
-- about: Batches of each algorithm against its planned part of the traffic, among those that made a batch; beyond 3 standard errors (z) the split is not as planned.
-- grain: one row per algorithm with batches
-- tables: fact_delivery_batches, dim_batching_algorithms
-- chart: bar algorithm share_pct
WITH counted AS (
  SELECT
    concat_ws(' ', algorithm_name, algorithm_version) AS algorithm,
    any_value(traffic_percentage) AS traffic,
    count(*) AS batches
  FROM model.fact_delivery_batches
  JOIN model.dim_batching_algorithms USING (batching_algorithm_key)
  GROUP BY batching_algorithm_key, 1
),
planned AS (
  SELECT *, sum(batches) OVER () AS every, traffic / sum(traffic) OVER () AS part FROM counted
)
SELECT
  algorithm,
  batches,
  100 * batches / every AS share_pct,
  100 * part AS planned_pct,
  (batches - every * part) / nullif(sqrt(every * part * (1 - part)), 0) AS z
FROM planned
ORDER BY algorithm
