-- title: Where do people share rides?
-- about: Rides by the zone that they begin in, those that are carpools, riders per carpool, and how many requests for carpools were matched there.
-- grain: one row per zone
-- tables: fact_rides, fact_ride_segments, fact_ride_requests, dim_ride_type, dim_location
-- chart: bar zone carpool_pct
WITH riders AS (
  SELECT ride_id::VARCHAR AS ride, count(DISTINCT user_id) AS riders
  FROM model.fact_ride_segments
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
),
rides AS (
  SELECT coalesce("start_location.zone", '(none)') AS zone, is_carpool, riders
  FROM model.fact_rides r
  LEFT JOIN riders ON ride = r.ride_id::VARCHAR
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
asked AS (
  SELECT
    coalesce("start_location.zone", '(none)') AS zone,
    count(*) AS requests,
    count(*) FILTER (WHERE outcome = 'matched') AS matched
  FROM model.fact_ride_requests
  WHERE lower("dim_ride_type.ride_type_name") = 'carpool' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
)
SELECT
  zone,
  count(*) AS rides,
  100 * count(*) FILTER (WHERE is_carpool) / count(*) AS carpool_pct,
  sum(riders) FILTER (WHERE is_carpool) / nullif(count(*) FILTER (WHERE is_carpool), 0) AS riders_per_carpool,
  coalesce(any_value(requests), 0) AS carpool_requests,
  100 * any_value(matched) / any_value(requests) AS matched_pct
FROM rides
LEFT JOIN asked USING (zone)
GROUP BY zone
ORDER BY rides DESC, zone
