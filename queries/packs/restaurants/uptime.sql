-- title: Are the restaurants' tablets up?
-- about: Checks of each restaurant's tablet that were answered, in percent, and incidents: checks one after the other that failed, from the first of them to the next that was answered.
-- grain: one row per restaurant
-- tables: uptime_checks, restaurants
-- expect: uptime_pct between 0 and 100
-- expect: minutes_down >= 0
-- chart: bar restaurant_name minutes_down
WITH checks AS (
  SELECT
    restaurant_id,
    checked_at,
    is_up,
    count(CASE WHEN is_up THEN 1 END) OVER (PARTITION BY restaurant_id ORDER BY checked_at) AS ups_before
  FROM model.uptime_checks
),
failures AS (
  SELECT restaurant_id, ups_before, min(checked_at) AS began_at, max(checked_at) AS last_failed_at
  FROM checks
  WHERE NOT is_up
  GROUP BY restaurant_id, ups_before
),
incidents AS (
  -- An incident that no check ended goes to the last one.
  SELECT failures.restaurant_id, began_at, coalesce(min(checks.checked_at), any_value(last_failed_at)) AS ended_at
  FROM failures
  LEFT JOIN checks ON checks.restaurant_id = failures.restaurant_id AND is_up AND checks.ups_before = failures.ups_before + 1
  GROUP BY failures.restaurant_id, began_at
),
downs AS (
  SELECT
    restaurant_id,
    count(*) AS incidents,
    sum(epoch(ended_at - began_at)) / 60 AS minutes_down,
    max(epoch(ended_at - began_at)) / 60 AS longest_minutes
  FROM incidents
  GROUP BY restaurant_id
),
counted AS (
  SELECT restaurant_id, count(*) AS checks, 100 * avg(is_up::INTEGER) AS uptime_pct
  FROM checks
  GROUP BY restaurant_id
)
SELECT
  restaurant_name,
  checks,
  uptime_pct,
  coalesce(incidents, 0) AS incidents,
  coalesce(minutes_down, 0) AS minutes_down,
  longest_minutes
FROM counted
JOIN model.restaurants USING (restaurant_id)
LEFT JOIN downs USING (restaurant_id)
ORDER BY uptime_pct, restaurant_name
