-- title: Hot, cold and alcohol
-- about: Delivered orders by what they hold (one may hold several): how many were batched, minutes from the order to the door, and how many came more than 10 minutes after the estimate.
-- grain: one row per kind of goods
-- tables: fact_deliveries, fact_orders, fact_batch_deliveries, fact_delivery_batches
-- chart: bar goods mean_minutes
WITH delivered AS (
  SELECT
    unnest(['hot', 'cold', 'alcohol']) AS goods,
    unnest([o.has_hot_items, o.has_cold_items, o.has_alcohol]) AS holds,
    epoch(d.delivered_at - o.order_timestamp) / 60 AS minutes,
    d.estimated_delivery_time_minutes AS estimate,
    d.delivery_id IN (
      SELECT delivery_id
      FROM model.fact_batch_deliveries
      JOIN model.fact_delivery_batches USING (batch_id)
      WHERE batch_status <> 'cancelled'
    ) AS is_batched
  FROM model.fact_deliveries d
  JOIN model.fact_orders o USING (order_id)
  WHERE d.delivery_status = 'delivered'
)
SELECT
  goods,
  count(*) AS deliveries,
  100 * count(*) FILTER (WHERE is_batched) / count(*) AS batched_pct,
  avg(minutes) AS mean_minutes,
  100 * count(*) FILTER (WHERE minutes > estimate + 10) / count(*) AS late_pct
FROM delivered
WHERE holds
GROUP BY goods
ORDER BY deliveries DESC, goods
