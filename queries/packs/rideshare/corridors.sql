-- title: Which ways are shared most?
-- about: Rides from one zone to another, those that are carpools, and the mean distance.
-- grain: one row per pair of zones
-- tables: fact_rides, dim_ride_type, dim_location
-- parameter: least integer = 10; rides, at least
SELECT
  coalesce("start_location.zone", '(none)') AS from_zone,
  coalesce("end_location.zone", '(none)') AS to_zone,
  count(*) AS rides,
  count(*) FILTER (WHERE is_carpool) AS carpools,
  100 * count(*) FILTER (WHERE is_carpool) / count(*) AS carpool_pct,
  avg(total_distance) AS distance
FROM model.fact_rides
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1, 2
HAVING count(*) >= $least
ORDER BY carpools DESC, rides DESC, from_zone, to_zone
