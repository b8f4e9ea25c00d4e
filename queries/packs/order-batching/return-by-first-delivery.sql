-- title: Do customers come back after a batched delivery?
-- about: Customers by how their first delivered order came, and how many of them placed another within some days; only those whose days are over.
-- grain: one row per kind of delivery
-- tables: fact_deliveries, fact_orders, fact_batch_deliveries, fact_delivery_batches
-- parameter: days integer = 14; within so many times 24 hours of the first order
-- chart: bar first_delivery again_pct
WITH batched AS (
  SELECT DISTINCT delivery_id
  FROM model.fact_batch_deliveries
  JOIN model.fact_delivery_batches USING (batch_id)
  WHERE batch_status <> 'cancelled'
),
firsts AS (
  SELECT
    o.customer_id,
    min(o.order_timestamp) AS ordered,
    arg_min(b.delivery_id IS NOT NULL, o.order_timestamp) AS is_batched
  FROM model.fact_deliveries d
  JOIN model.fact_orders o USING (order_id)
  LEFT JOIN batched b USING (delivery_id)
  WHERE d.delivery_status = 'delivered'
  GROUP BY o.customer_id
),
followed AS (
  SELECT
    is_batched,
    EXISTS (
      SELECT 1 FROM model.fact_orders o
      WHERE o.customer_id = firsts.customer_id AND o.order_timestamp > ordered
        AND epoch(o.order_timestamp - ordered) <= 86400 * $days
    ) AS is_back
  FROM firsts
  WHERE epoch((SELECT max(order_timestamp) FROM model.fact_orders) - ordered) >= 86400 * $days
)
SELECT
  CASE WHEN is_batched THEN 'batched' ELSE 'individual' END AS first_delivery,
  count(*) AS customers,
  count(*) FILTER (WHERE is_back) AS again,
  100 * count(*) FILTER (WHERE is_back) / count(*) AS again_pct
FROM followed
GROUP BY 1
ORDER BY 1
