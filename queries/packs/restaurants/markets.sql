-- title: Do markets fill up?
-- about: Restaurants with orders, orders for each of them now and in the period before, and of the restaurants with orders in both periods the percentage that grew in orders and in revenue.
-- grain: one row per market
-- tables: orders, restaurants
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- chart: bar market revenue
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
    count(*) FILTER (WHERE NOT is_now) AS n0,
    count(*) FILTER (WHERE is_now) AS n1,
    coalesce(sum(amount) FILTER (WHERE NOT is_now AND is_delivered), 0) AS r0,
    coalesce(sum(amount) FILTER (WHERE is_now AND is_delivered), 0) AS r1
  FROM placed
  GROUP BY restaurant_id
)
SELECT
  market,
  count(*) FILTER (WHERE n1 > 0) AS restaurants,
  sum(n1)::BIGINT AS orders,
  sum(n1) / nullif(count(*) FILTER (WHERE n1 > 0), 0) AS orders_per_restaurant,
  sum(n0) / nullif(count(*) FILTER (WHERE n0 > 0), 0) AS orders_per_restaurant_before,
  sum(r1) AS revenue,
  100 * count(*) FILTER (WHERE n0 > 0 AND n1 > n0 AND r1 > r0) / nullif(count(*) FILTER (WHERE n0 > 0 AND n1 > 0), 0) AS grew_both_pct
FROM counted
JOIN model.restaurants USING (restaurant_id)
GROUP BY market
ORDER BY revenue DESC, market
