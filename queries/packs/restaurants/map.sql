-- title: Where is revenue earned?
-- about: Orders and revenue of each restaurant that has a place, on a map. Restaurants without latitude or longitude are left out.
-- grain: one row per restaurant with a place
-- tables: orders, restaurants
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- expect: latitude between -90 and 90
-- expect: longitude between -180 and 180
-- chart: map longitude latitude revenue by restaurant_name
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
counted AS (
  SELECT
    restaurant_id,
    count(*) AS orders,
    coalesce(sum(value::DOUBLE) FILTER (WHERE order_status = 'delivered'), 0) AS revenue
  FROM model.orders, span
  WHERE local_date(ts) > last_date - $days::INTEGER
    AND local_date(ts) <= last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY restaurant_id
)
SELECT
  restaurant_name,
  market,
  longitude::DOUBLE AS longitude,
  latitude::DOUBLE AS latitude,
  coalesce(revenue, 0) AS revenue,
  coalesce(orders, 0) AS orders
FROM model.restaurants
LEFT JOIN counted USING (restaurant_id)
WHERE latitude IS NOT NULL AND longitude IS NOT NULL
ORDER BY revenue DESC, restaurant_name
