-- title: Do drivers earn more with carpools?
-- about: Rides by kind with what riders paid, what drivers got for each hour and each kilometre (or mile) of the rides, and what the platform kept.
-- grain: one row per kind of ride
-- tables: fact_rides, dim_ride_type
-- chart: bar kind earnings_per_hour
SELECT
  coalesce("dim_ride_type.ride_type_name", '(none)') AS kind,
  count(*) AS rides,
  sum(total_fare)::DOUBLE / count(*) AS fare_per_ride,
  sum(driver_earnings)::DOUBLE / (sum(epoch(end_timestamp - ts)) / 3600) AS earnings_per_hour,
  sum(driver_earnings)::DOUBLE / nullif(sum(total_distance), 0) AS earnings_per_distance,
  (sum(total_fare)::DOUBLE - sum(driver_earnings)) / count(*) AS platform_per_ride,
  100 * (sum(total_fare)::DOUBLE - sum(driver_earnings)) / nullif(sum(total_fare), 0) AS take_rate_pct
FROM model.fact_rides
WHERE end_timestamp > ts AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY rides DESC, kind
