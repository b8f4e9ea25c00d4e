-- title: How well restaurants serve
-- about: Minutes to prepare delivered orders, ratings and complaints of each restaurant, and those of the period before; worst rating first.
-- grain: one row per restaurant with orders in one of the periods
-- tables: orders, restaurants, ratings
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- expect: mean_prep_minutes >= 0
-- expect: mean_rating between 1 and 5
-- chart: bar restaurant_name mean_rating
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
placed AS (
  SELECT
    restaurant_id,
    CASE WHEN order_status = 'delivered' THEN prep_minutes END AS minutes,
    "ratings.rating" AS stars,
    has_complaint,
    local_date(ts) > last_date - $days::INTEGER AS is_now
  FROM model.orders, span
  WHERE local_date(ts) BETWEEN last_date - 2 * $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT
  restaurant_name,
  avg(minutes) FILTER (WHERE is_now) AS mean_prep_minutes,
  avg(minutes) FILTER (WHERE NOT is_now) AS mean_prep_minutes_before,
  avg(stars) FILTER (WHERE is_now) AS mean_rating,
  avg(stars) FILTER (WHERE NOT is_now) AS mean_rating_before,
  100 * avg(has_complaint::INTEGER) FILTER (WHERE is_now) AS complaint_pct,
  100 * avg(has_complaint::INTEGER) FILTER (WHERE NOT is_now) AS complaint_pct_before
FROM placed
JOIN model.restaurants USING (restaurant_id)
GROUP BY restaurant_id, restaurant_name
ORDER BY mean_rating NULLS LAST, restaurant_name
