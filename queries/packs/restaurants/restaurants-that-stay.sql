-- title: Do restaurants stay?
-- about: By the month in which they joined: restaurants with a delivered order in the 30 days that end so many days after joining (90, 180, 365); only those whose days are over and lie in the log.
-- grain: one row per month with new restaurants
-- tables: orders, restaurants
-- parameter: days integer = 90; so many days after the day of joining
-- chart: bar month active_pct
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date, min(local_date(ts)) AS log_start FROM model.orders
),
joined AS (
  SELECT restaurant_id, local_date(joined_at) AS first_day FROM model.restaurants WHERE joined_at IS NOT NULL
),
delivered AS (
  SELECT DISTINCT restaurant_id, local_date(ts) AS date
  FROM model.orders
  WHERE order_status = 'delivered' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
followed AS (
  SELECT
    restaurant_id,
    first_day,
    greatest(first_day, first_day + $days::INTEGER - 29) >= any_value(log_start)
      AND first_day + $days::INTEGER <= any_value(last_date) AS is_over,
    count(*) FILTER (WHERE date > first_day + $days::INTEGER - 30 AND date <= first_day + $days::INTEGER) > 0 AS is_active
  FROM joined
  LEFT JOIN delivered USING (restaurant_id)
  CROSS JOIN span
  GROUP BY restaurant_id, first_day
)
SELECT
  date_trunc('month', first_day)::DATE AS month,
  count(*) AS restaurants,
  count(*) FILTER (WHERE is_over) AS eligible,
  count(*) FILTER (WHERE is_over AND is_active) AS active,
  100 * count(*) FILTER (WHERE is_over AND is_active) / nullif(count(*) FILTER (WHERE is_over), 0) AS active_pct
FROM followed
GROUP BY 1
ORDER BY month
