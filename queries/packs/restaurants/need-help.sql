-- title: Restaurants that need help
-- about: What got worse since the period before: revenue by 20 % or more, completion by 5 points, preparation by 20 %, the mean rating by 0.3; by the revenue that was lost.
-- grain: one row per restaurant with a problem
-- tables: orders, restaurants, ratings
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- chart: bar restaurant_name lost_revenue
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
placed AS (
  SELECT
    restaurant_id,
    order_status = 'delivered' AS is_delivered,
    value::DOUBLE AS amount,
    prep_minutes AS minutes,
    "ratings.rating" AS stars,
    local_date(ts) > last_date - $days::INTEGER AS is_now
  FROM model.orders, span
  WHERE local_date(ts) BETWEEN last_date - 2 * $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
compared AS (
  SELECT
    restaurant_id,
    coalesce(sum(amount) FILTER (WHERE NOT is_now AND is_delivered), 0) AS r0,
    coalesce(sum(amount) FILTER (WHERE is_now AND is_delivered), 0) AS r1,
    avg(is_delivered::INTEGER) FILTER (WHERE NOT is_now) AS c0,
    avg(is_delivered::INTEGER) FILTER (WHERE is_now) AS c1,
    avg(minutes) FILTER (WHERE NOT is_now AND is_delivered) AS p0,
    avg(minutes) FILTER (WHERE is_now AND is_delivered) AS p1,
    avg(stars) FILTER (WHERE NOT is_now) AS s0,
    avg(stars) FILTER (WHERE is_now) AS s1
  FROM placed
  GROUP BY restaurant_id
),
found AS (
  SELECT
    restaurant_id,
    greatest(r0 - r1, 0) AS lost,
    list_filter(
      [
        CASE WHEN r0 > 0 AND r1 <= 0.8 * r0 THEN 'revenue' END,
        CASE WHEN c1 <= c0 - 0.05 THEN 'completion' END,
        CASE WHEN p1 >= 1.2 * p0 THEN 'preparation' END,
        CASE WHEN s1 <= s0 - 0.3 THEN 'rating' END
      ],
      problem -> problem IS NOT NULL
    ) AS worse
  FROM compared
)
SELECT
  restaurant_name,
  lost AS lost_revenue,
  len(worse) AS problems,
  array_to_string(worse, ', ') AS what
FROM found
JOIN model.restaurants USING (restaurant_id)
WHERE len(worse) > 0
ORDER BY lost_revenue DESC, problems DESC, restaurant_name
