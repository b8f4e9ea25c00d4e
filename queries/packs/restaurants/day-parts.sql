-- title: Breakfast, lunch, dinner
-- about: Orders and revenue of the period by part of the day (breakfast from 6, lunch from 11, afternoon from 15, dinner from 17, late night from 22) and by working days and weekends.
-- grain: one row per part and kind of day with orders
-- tables: orders
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
-- chart: stacked part revenue by days
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
)
SELECT
  CASE
    WHEN hour BETWEEN 6 AND 10 THEN 'breakfast'
    WHEN hour BETWEEN 11 AND 14 THEN 'lunch'
    WHEN hour BETWEEN 15 AND 16 THEN 'afternoon'
    WHEN hour BETWEEN 17 AND 21 THEN 'dinner'
    ELSE 'late night'
  END AS part,
  CASE WHEN is_weekend THEN 'weekend' ELSE 'working day' END AS days,
  count(*) AS orders,
  coalesce(sum(value) FILTER (WHERE order_status = 'delivered'), 0)::DOUBLE AS revenue
FROM model.orders, span
WHERE local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date
  AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY ALL
ORDER BY min((hour + 18) % 24), days
