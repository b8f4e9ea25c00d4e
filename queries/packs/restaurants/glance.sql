-- title: Restaurants at a glance
-- about: Orders, completion, revenue and value of an order of each restaurant, and its revenue against the period before; restaurants without orders stay.
-- grain: one row per restaurant
-- tables: orders, restaurants
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- expect: completion_pct between 0 and 100
-- expect: revenue >= 0
-- chart: bar restaurant_name revenue
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
counted AS (
  SELECT
    restaurant_id,
    count(*) FILTER (WHERE is_now) AS placed_now,
    count(*) FILTER (WHERE is_now AND is_delivered) AS delivered_now,
    coalesce(sum(amount) FILTER (WHERE is_now AND is_delivered), 0) AS amount_now,
    coalesce(sum(amount) FILTER (WHERE NOT is_now AND is_delivered), 0) AS amount_before
  FROM placed
  GROUP BY restaurant_id
)
SELECT
  restaurant_name,
  coalesce(placed_now, 0) AS orders,
  coalesce(delivered_now, 0) AS delivered,
  100 * delivered_now / nullif(placed_now, 0) AS completion_pct,
  coalesce(amount_now, 0) AS revenue,
  amount_now / nullif(delivered_now, 0) AS order_value,
  coalesce(amount_before, 0) AS revenue_before,
  100 * (amount_now - amount_before) / nullif(amount_before, 0) AS change_pct
FROM model.restaurants
LEFT JOIN counted USING (restaurant_id)
ORDER BY revenue DESC, restaurant_name
