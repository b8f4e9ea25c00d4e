-- title: What items that were out would have brought
-- about: Hours that an item was out (outages that overlap count once), times what was sold of it for each hour that it was there, times its price; over the whole log.
-- grain: one row per item that was out
-- tables: orders, restaurants, order_items, menu_items, item_outages
-- chart: bar item_name missed_revenue
WITH log AS (
  SELECT min(ts) AS first_ts, max(ts) AS last_ts FROM model.orders
),
clipped AS (
  SELECT item_id, greatest(out_from, first_ts) AS begins, least(coalesce(out_until, last_ts), last_ts) AS ends
  FROM model.item_outages, log
),
reached AS (
  SELECT *, max(ends) OVER (PARTITION BY item_id ORDER BY begins, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
  FROM clipped
  WHERE ends > begins
),
outages AS (
  SELECT item_id, sum(greatest(epoch(ends - greatest(begins, coalesce(reach, begins))), 0)) / 3600 AS hours
  FROM reached
  GROUP BY item_id
),
quantities AS (
  SELECT item_id, sum(quantity) AS units
  FROM model.order_items
  JOIN model.orders USING (order_id)
  WHERE order_status = 'delivered' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY item_id
),
missed AS (
  SELECT
    item_id,
    hours,
    hours * coalesce(units, 0) / nullif(epoch(last_ts - first_ts) / 3600 - hours, 0) AS missed_units
  FROM outages
  LEFT JOIN quantities USING (item_id)
  CROSS JOIN log
)
SELECT
  restaurant_name,
  item_name,
  hours AS hours_out,
  missed_units AS missed_sales,
  missed_units * price AS missed_revenue
FROM missed
JOIN model.menu_items USING (item_id)
JOIN model.restaurants USING (restaurant_id)
ORDER BY missed_revenue DESC, item_name
