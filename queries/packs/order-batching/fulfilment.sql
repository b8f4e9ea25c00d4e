-- title: Deliveries that arrive
-- about: By the day on which they were created: deliveries that arrived, of those that arrived or were cancelled.
-- grain: one row per day with deliveries
-- tables: fact_deliveries
-- expect: date unique
-- expect: fulfilled_pct between 0 and 100
-- chart: line date fulfilled_pct
SELECT
  local_date(delivery_created_at) AS date,
  count(*) AS deliveries,
  count(*) FILTER (WHERE delivery_status = 'delivered') AS delivered,
  count(*) FILTER (WHERE delivery_status = 'cancelled') AS cancelled,
  100 * count(*) FILTER (WHERE delivery_status = 'delivered')
    / nullif(count(*) FILTER (WHERE delivery_status IN ('delivered', 'cancelled')), 0) AS fulfilled_pct
FROM model.fact_deliveries
GROUP BY 1
ORDER BY date
