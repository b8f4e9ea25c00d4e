-- title: Who orders again
-- about: Customers of a restaurant who had a second order delivered within some days of the first; only those whose days are over.
-- grain: one row per restaurant with such customers
-- tables: orders, restaurants
-- parameter: days integer = 28; within so many times 24 hours of the first order
-- chart: bar restaurant_name again_pct
WITH delivered AS (
  SELECT restaurant_id, user_key, ts, min(ts) OVER (PARTITION BY restaurant_id, user_key) AS first_ts
  FROM model.orders
  WHERE order_status = 'delivered' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
customers AS (
  SELECT
    restaurant_id,
    count(*) FILTER (WHERE ts > first_ts AND epoch(ts - first_ts) <= 86400 * $days) > 0 AS is_back
  FROM delivered
  WHERE epoch((SELECT max(ts) FROM model.orders) - first_ts) >= 86400 * $days
  GROUP BY restaurant_id, user_key
)
SELECT
  restaurant_name,
  count(*) AS customers,
  count(*) FILTER (WHERE is_back) AS again,
  100 * count(*) FILTER (WHERE is_back) / count(*) AS again_pct
FROM customers
JOIN model.restaurants USING (restaurant_id)
GROUP BY restaurant_id, restaurant_name
ORDER BY again_pct DESC, restaurant_name
