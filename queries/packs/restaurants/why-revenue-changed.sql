-- title: Why revenue changed
-- about: Revenue is orders × completion × value of a delivered order: what each of the three adds to the change since the period before. The three parts sum to the change.
-- grain: one row per restaurant with orders in one of the periods
-- tables: orders, restaurants
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- chart: bar restaurant_name change
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
    count(*) FILTER (WHERE NOT is_now AND is_delivered) AS d0,
    count(*) FILTER (WHERE is_now AND is_delivered) AS d1,
    coalesce(sum(amount) FILTER (WHERE NOT is_now AND is_delivered), 0) AS r0,
    coalesce(sum(amount) FILTER (WHERE is_now AND is_delivered), 0) AS r1
  FROM placed
  GROUP BY restaurant_id
),
weighed AS (
  SELECT
    *,
    CASE WHEN r0 > 0 AND r1 > 0 THEN CASE WHEN r0 = r1 THEN r0 ELSE (r1 - r0) / ln(r1 / r0) END END AS scale
  FROM counted
),
parts AS (
  SELECT
    restaurant_id,
    r0,
    r1,
    CASE WHEN scale IS NOT NULL THEN scale * ln(n1 / n0) END AS of_orders,
    CASE WHEN scale IS NOT NULL THEN scale * ln((d1 / n1) / (d0 / n0)) END AS of_completion,
    CASE WHEN scale IS NOT NULL THEN scale * ln((r1 / d1) / (r0 / d0)) END AS of_value
  FROM weighed
)
SELECT
  restaurant_name,
  r0 AS revenue_before,
  r1 AS revenue,
  r1 - r0 AS change,
  of_orders AS by_orders,
  of_completion AS by_completion,
  of_value AS by_value,
  CASE greatest(of_orders * sign(r1 - r0), of_completion * sign(r1 - r0), of_value * sign(r1 - r0))
    WHEN 0 THEN NULL
    WHEN of_orders * sign(r1 - r0) THEN 'orders'
    WHEN of_completion * sign(r1 - r0) THEN 'completion'
    WHEN of_value * sign(r1 - r0) THEN 'order value'
  END AS main_reason
FROM parts
JOIN model.restaurants USING (restaurant_id)
ORDER BY change, restaurant_name
