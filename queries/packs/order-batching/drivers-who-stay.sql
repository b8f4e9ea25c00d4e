-- title: Do drivers stay who carry batches?
-- about: Drivers who delivered in the days before the last ones, by how much of it was batched, and how many of them delivered in the last days too.
-- grain: one row per part that was batched
-- tables: fact_deliveries, fact_batch_deliveries, fact_delivery_batches
-- parameter: days integer = 7; how many days, up to the day of the newest delivery, are the last
-- chart: bar batched stayed_pct
WITH delivered AS (
  SELECT
    driver_id,
    local_date(delivered_at) AS date,
    delivery_id IN (
      SELECT delivery_id
      FROM model.fact_batch_deliveries
      JOIN model.fact_delivery_batches USING (batch_id)
      WHERE batch_status <> 'cancelled'
    ) AS is_batched
  FROM model.fact_deliveries
  WHERE delivery_status = 'delivered'
),
placed AS (
  SELECT *, ((SELECT max(date) FROM delivered) - date) // $days AS span FROM delivered
),
drivers AS (
  SELECT
    driver_id,
    avg(is_batched::INTEGER) FILTER (WHERE span = 1) AS part,
    count(*) FILTER (WHERE span = 0) > 0 AS is_there
  FROM placed
  GROUP BY driver_id
  HAVING count(*) FILTER (WHERE span = 1) > 0
)
SELECT
  CASE WHEN part = 0 THEN 'nothing' WHEN part < 0.5 THEN 'below half' ELSE 'half or more' END AS batched,
  count(*) AS drivers,
  count(*) FILTER (WHERE is_there) AS stayed,
  100 * count(*) FILTER (WHERE is_there) / count(*) AS stayed_pct
FROM drivers
GROUP BY 1
ORDER BY min(part)
