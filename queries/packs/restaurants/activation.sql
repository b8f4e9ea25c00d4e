-- title: Do new restaurants get going?
-- about: By the month in which they joined: days to the first delivered order (median of those with one), and how many had enough orders within some days; only restaurants whose days are over and lie in the log.
-- grain: one row per month with new restaurants
-- tables: orders, restaurants
-- parameter: orders integer = 10; so many delivered orders at least
-- parameter: days integer = 30; within so many days, the day of joining the first
-- chart: bar month activated_pct
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date, min(local_date(ts)) AS log_start FROM model.orders
),
joined AS (
  SELECT restaurant_id, local_date(joined_at) AS first_day FROM model.restaurants WHERE joined_at IS NOT NULL
),
delivered AS (
  SELECT restaurant_id, local_date(ts) AS date
  FROM model.orders
  WHERE order_status = 'delivered' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
started AS (
  SELECT
    restaurant_id,
    first_day,
    CASE WHEN first_day >= any_value(log_start) THEN min(date) - first_day END AS waited,
    first_day >= any_value(log_start) AND first_day + $days::INTEGER - 1 <= any_value(last_date) AS is_over,
    count(date) FILTER (WHERE date < first_day + $days::INTEGER) AS first_orders
  FROM joined
  LEFT JOIN delivered USING (restaurant_id)
  CROSS JOIN span
  GROUP BY restaurant_id, first_day
)
SELECT
  date_trunc('month', first_day)::DATE AS month,
  count(*) AS restaurants,
  median(waited) AS days_to_first_order,
  count(*) FILTER (WHERE is_over) AS eligible,
  count(*) FILTER (WHERE is_over AND first_orders >= $orders) AS activated,
  100 * count(*) FILTER (WHERE is_over AND first_orders >= $orders) / nullif(count(*) FILTER (WHERE is_over), 0) AS activated_pct
FROM started
GROUP BY 1
ORDER BY month
