-- title: What does sharing cost a rider in time?
-- about: Riders by how many shared their ride, with the minutes and the distance beyond those of the direct way.
-- grain: one row per number of riders
-- tables: fact_ride_segments
-- chart: bar riders detour_minutes
WITH segments AS (
  SELECT
    count(DISTINCT user_id) OVER (PARTITION BY ride_id) AS riders,
    epoch(segment_dropoff_timestamp - ts) / 60 AS minutes,
    direct_minutes,
    segment_distance - direct_distance AS extra_distance
  FROM model.fact_ride_segments
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT
  riders,
  count(*) AS trips,
  avg(minutes) AS minutes,
  avg(minutes - direct_minutes) AS detour_minutes,
  quantile_cont(minutes - direct_minutes, 0.9) AS p90_detour_minutes,
  avg(extra_distance) AS detour_distance
FROM segments
WHERE direct_minutes IS NOT NULL
GROUP BY riders
ORDER BY riders
