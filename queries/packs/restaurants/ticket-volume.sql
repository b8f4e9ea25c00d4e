-- title: Do restaurants need more help?
-- about: Tickets opened in the period and in the one before, for each restaurant and for each hundred of its orders.
-- grain: one row per restaurant with a ticket in one of the periods
-- tables: support_tickets, restaurants, orders
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day of the orders
-- expect: tickets >= 0
-- chart: bar restaurant_name tickets tickets_before
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
opened AS (
  SELECT
    restaurant_id,
    count(*) FILTER (WHERE local_date(opened_at) > last_date - $days::INTEGER) AS tickets,
    count(*) FILTER (WHERE local_date(opened_at) <= last_date - $days::INTEGER) AS tickets_before
  FROM model.support_tickets, span
  WHERE local_date(opened_at) BETWEEN last_date - 2 * $days::INTEGER + 1 AND last_date
  GROUP BY restaurant_id
),
placed AS (
  SELECT restaurant_id, count(*) AS orders
  FROM model.orders, span
  WHERE local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY restaurant_id
)
SELECT
  restaurant_name,
  tickets,
  tickets_before,
  coalesce(orders, 0) AS orders,
  100 * tickets / nullif(orders, 0) AS per_hundred_orders
FROM opened
JOIN model.restaurants USING (restaurant_id)
LEFT JOIN placed USING (restaurant_id)
ORDER BY tickets DESC, restaurant_name
