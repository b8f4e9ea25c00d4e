-- title: From the page to the order
-- about: Visits, menus, carts, checkouts and orders of each restaurant in the period, and orders for a hundred page views.
-- grain: one row per restaurant with visits or orders
-- tables: restaurant_visits, orders, restaurants
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- chart: bar restaurant_name conversion_pct
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
steps AS (
  SELECT restaurant_id, event AS step, user_key, local_date(ts) AS date FROM model.restaurant_visits
  UNION ALL
  SELECT restaurant_id, 'order', user_key, local_date(ts) FROM model.orders
),
counted AS (
  SELECT
    restaurant_id,
    count(*) FILTER (WHERE step = 'page_view') AS page_views,
    count(*) FILTER (WHERE step = 'menu_view') AS menu_views,
    count(*) FILTER (WHERE step = 'add_to_cart') AS carts,
    count(*) FILTER (WHERE step = 'checkout') AS checkouts,
    count(*) FILTER (WHERE step = 'order') AS orders
  FROM steps, span
  WHERE date BETWEEN last_date - $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY restaurant_id
)
SELECT
  restaurant_name,
  page_views,
  menu_views,
  carts,
  checkouts,
  orders,
  100 * orders / nullif(page_views, 0) AS conversion_pct
FROM counted
JOIN model.restaurants USING (restaurant_id)
ORDER BY conversion_pct DESC NULLS LAST, restaurant_name
