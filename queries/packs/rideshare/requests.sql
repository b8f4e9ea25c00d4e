-- title: Are requests matched, and who cancels?
-- about: Requests by the kind of ride that was asked for: matched, without a match, and cancelled by either side.
-- grain: one row per kind of ride
-- tables: fact_ride_requests, dim_ride_type
-- chart: stacked kind matched_pct unmatched_pct cancelled_by_rider_pct cancelled_by_driver_pct
SELECT
  coalesce("dim_ride_type.ride_type_name", '(none)') AS kind,
  count(*) AS requests,
  100 * count(*) FILTER (WHERE outcome = 'matched') / count(*) AS matched_pct,
  100 * count(*) FILTER (WHERE outcome = 'unmatched') / count(*) AS unmatched_pct,
  100 * count(*) FILTER (WHERE outcome = 'cancelled_by_rider') / count(*) AS cancelled_by_rider_pct,
  100 * count(*) FILTER (WHERE outcome = 'cancelled_by_driver') / count(*) AS cancelled_by_driver_pct
FROM model.fact_ride_requests
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY requests DESC, kind
