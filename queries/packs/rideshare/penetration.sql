-- title: Do more rides become carpools?
-- about: Rides of a week and those that are carpools, with the riders of either.
-- grain: one row per week
-- tables: fact_rides, fact_ride_segments, dim_ride_type
-- expect: week unique
-- expect: carpool_pct between 0 and 100
-- chart: line week carpool_pct
WITH rides AS (
  SELECT ride_id::VARCHAR AS ride, date_trunc('week', local_date(ts))::DATE AS week, is_carpool
  FROM model.fact_rides
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
riders AS (
  SELECT week, count(DISTINCT user_id) AS riders, count(DISTINCT user_id) FILTER (WHERE is_carpool) AS carpool_riders
  FROM model.fact_ride_segments s
  JOIN rides ON ride = s.ride_id::VARCHAR
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY week
),
span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.fact_rides
)
SELECT
  week,
  count(*) AS rides,
  count(*) FILTER (WHERE is_carpool) AS carpools,
  100 * count(*) FILTER (WHERE is_carpool) / count(*) AS carpool_pct,
  coalesce(any_value(riders), 0) AS riders,
  coalesce(any_value(carpool_riders), 0) AS carpool_riders,
  any_value(week >= first_date AND week + 6 < last_date) AS complete
FROM rides
LEFT JOIN riders USING (week)
CROSS JOIN span
GROUP BY week
ORDER BY week
