-- title: How many ride and drive carpools on a day, in a week, in a month?
-- about: Different riders and drivers of carpools on a day, and on the 7 and 28 days that end with it; empty where these begin before the data.
-- grain: one row per day
-- tables: fact_rides, fact_ride_segments, dim_ride_type
-- expect: date unique
-- chart: line date riders drivers
WITH carpools AS (
  SELECT ride_id::VARCHAR AS ride, user_id, local_date(ts) AS date
  FROM model.fact_rides
  WHERE is_carpool AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
sides AS (
  SELECT true AS is_driver, user_id, date FROM carpools
  UNION
  SELECT false, s.user_id, local_date(s.ts)
  FROM model.fact_ride_segments s
  JOIN carpools ON ride = s.ride_id::VARCHAR
  WHERE s.user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.fact_rides
),
calendar AS (
  SELECT unnest(generate_series(first_date, last_date, INTERVAL 1 DAY))::DATE AS date, first_date, last_date FROM span
)
SELECT
  c.date,
  count(DISTINCT user_id) FILTER (WHERE NOT is_driver AND s.date = c.date) AS riders,
  count(DISTINCT user_id) FILTER (WHERE is_driver AND s.date = c.date) AS drivers,
  CASE WHEN any_value(c.date - first_date) >= 6 THEN count(DISTINCT user_id) FILTER (WHERE NOT is_driver AND s.date > c.date - 7) END AS riders_7,
  CASE WHEN any_value(c.date - first_date) >= 6 THEN count(DISTINCT user_id) FILTER (WHERE is_driver AND s.date > c.date - 7) END AS drivers_7,
  CASE WHEN any_value(c.date - first_date) >= 27 THEN count(DISTINCT user_id) FILTER (WHERE NOT is_driver) END AS riders_28,
  CASE WHEN any_value(c.date - first_date) >= 27 THEN count(DISTINCT user_id) FILTER (WHERE is_driver) END AS drivers_28,
  any_value(c.date < last_date) AS complete
FROM calendar c
LEFT JOIN sides s ON s.date BETWEEN c.date - 27 AND c.date
GROUP BY c.date
ORDER BY c.date
