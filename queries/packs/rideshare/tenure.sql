-- title: Who shares: new riders, old drivers?
-- about: Rides by how long the driver had been there, and trips by how long the rider had, with the part that are carpools.
-- grain: one row per side and time since joining
-- tables: fact_rides, fact_ride_segments, dim_ride_type, dim_users
-- parameter: days integer = 30; new until so many days after joining
-- chart: bar tenure carpool_pct by side
WITH sides AS (
  SELECT 'driver' AS side, is_carpool, epoch(ts - "dim_users.joined_at") / 86400 AS age
  FROM model.fact_rides
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  UNION ALL
  SELECT 'rider', r.is_carpool, epoch(s.ts - s."dim_users.joined_at") / 86400
  FROM model.fact_ride_segments s
  JOIN model.fact_rides r ON r.ride_id::VARCHAR = s.ride_id::VARCHAR
  WHERE s.user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT
  side,
  CASE WHEN age IS NULL THEN 'unknown' WHEN age <= $days THEN 'new' ELSE 'known' END AS tenure,
  count(*) AS trips,
  count(*) FILTER (WHERE is_carpool) AS carpools,
  100 * count(*) FILTER (WHERE is_carpool) / count(*) AS carpool_pct
FROM sides
GROUP BY 1, 2
ORDER BY 1, 2
