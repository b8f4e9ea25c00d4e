-- title: Are riders content?
-- about: Trips by kind of ride, the mean rating of those that were rated, low ratings (1 or 2), and complaints.
-- grain: one row per kind of ride
-- tables: fact_rides, fact_ride_segments, dim_ride_type
-- chart: bar kind low_pct complaint_pct
SELECT
  coalesce(r."dim_ride_type.ride_type_name", '(none)') AS kind,
  count(*) AS trips,
  count(s.rating) AS rated,
  avg(s.rating) AS rating,
  100 * count(*) FILTER (WHERE s.rating <= 2) / nullif(count(s.rating), 0) AS low_pct,
  100 * count(*) FILTER (WHERE s.has_complaint) / count(*) AS complaint_pct
FROM model.fact_ride_segments s
LEFT JOIN model.fact_rides r ON r.ride_id::VARCHAR = s.ride_id::VARCHAR
WHERE s.user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY trips DESC, kind
