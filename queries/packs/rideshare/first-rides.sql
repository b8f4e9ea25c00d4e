-- title: Does carpooling bring new riders?
-- about: Riders by the week of their first ride, and those of them whose first ride was a carpool.
-- grain: one row per week
-- tables: fact_rides, fact_ride_segments, dim_ride_type
-- chart: line week carpool_first_pct
WITH firsts AS (
  SELECT user_id, min(local_date(ts)) AS date, arg_min(ride_id::VARCHAR, ts) AS ride
  FROM model.fact_ride_segments
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
)
SELECT
  date_trunc('week', date)::DATE AS week,
  count(*) AS new_riders,
  count(*) FILTER (WHERE r.is_carpool) AS carpool_first,
  100 * count(*) FILTER (WHERE r.is_carpool) / count(*) AS carpool_first_pct
FROM firsts
LEFT JOIN model.fact_rides r ON r.ride_id::VARCHAR = ride
GROUP BY 1
ORDER BY 1
