-- title: At what hours are carpools matched?
-- about: Requests for a carpool by the hour of the day, and how many were matched.
-- grain: one row per hour of the day
-- tables: fact_ride_requests, dim_ride_type
-- expect: hour unique
-- expect: matched_pct between 0 and 100
-- chart: bar hour matched_pct
SELECT
  hour,
  count(*) AS requests,
  count(*) FILTER (WHERE outcome = 'matched') AS matched,
  100 * count(*) FILTER (WHERE outcome = 'matched') / count(*) AS matched_pct
FROM model.fact_ride_requests
WHERE lower("dim_ride_type.ride_type_name") = 'carpool' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY hour
ORDER BY hour
