-- title: Revenue of new and of returning customers
-- about: A customer is new in the period of the first delivered order at the restaurant, and returning in later ones.
-- grain: one row per restaurant and kind of customer
-- tables: orders, restaurants
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
delivered AS (
  SELECT
    restaurant_id,
    local_date(ts) AS date,
    value::DOUBLE AS amount,
    min(local_date(ts)) OVER (PARTITION BY restaurant_id, user_key) AS first_date,
    last_date
  FROM model.orders, span
  WHERE order_status = 'delivered' AND local_date(ts) <= last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
placed AS (
  SELECT
    restaurant_id,
    amount,
    date > last_date - $days::INTEGER AS is_now,
    first_date > last_date - $days::INTEGER
      OR (first_date > last_date - 2 * $days::INTEGER AND date <= last_date - $days::INTEGER) AS is_new
  FROM delivered
  WHERE date > last_date - 2 * $days::INTEGER
)
SELECT
  restaurant_name,
  CASE WHEN is_new THEN 'new' ELSE 'returning' END AS customers,
  coalesce(sum(amount) FILTER (WHERE NOT is_now), 0) AS revenue_before,
  coalesce(sum(amount) FILTER (WHERE is_now), 0) AS revenue,
  coalesce(sum(amount) FILTER (WHERE is_now), 0) - coalesce(sum(amount) FILTER (WHERE NOT is_now), 0) AS change
FROM placed
JOIN model.restaurants USING (restaurant_id)
GROUP BY restaurant_id, restaurant_name, is_new
ORDER BY restaurant_name, customers
