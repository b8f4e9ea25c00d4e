-- title: Commission and revenue per open hour
-- about: What the platform keeps of delivered orders, and revenue for each hour that a restaurant is open.
-- grain: one row per restaurant
-- tables: orders, restaurants
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- chart: bar restaurant_name revenue_per_hour
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
placed AS (
  SELECT
    restaurant_id,
    order_status = 'delivered' AS is_delivered,
    value::DOUBLE AS amount,
    local_date(ts) > last_date - $days::INTEGER AS is_now
  FROM model.orders, span
  WHERE local_date(ts) BETWEEN last_date - 2 * $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
summed AS (
  SELECT restaurant_id, sum(amount) FILTER (WHERE is_now AND is_delivered) AS amount FROM placed GROUP BY restaurant_id
)
SELECT
  restaurant_name,
  coalesce(amount, 0) AS revenue,
  coalesce(amount, 0) * commission_pct / 100 AS commission,
  open_hours * $days AS hours,
  coalesce(amount, 0) / nullif(open_hours * $days, 0) AS revenue_per_hour
FROM model.restaurants
LEFT JOIN summed USING (restaurant_id)
ORDER BY revenue DESC, restaurant_name
