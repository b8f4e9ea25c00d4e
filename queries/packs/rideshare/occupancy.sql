-- title: How full are shared cars?
-- about: Riders per ride; of the time with anybody aboard the part that is shared (two or more), and the mean number of riders in that part.
-- grain: one row per kind of ride
-- tables: fact_rides, fact_ride_segments, dim_ride_type
-- chart: bar kind riders_per_ride
WITH segments AS (
  SELECT ride_id::VARCHAR AS ride, user_id, ts AS got_on, segment_dropoff_timestamp AS got_off
  FROM model.fact_ride_segments
  WHERE segment_dropoff_timestamp > ts AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
changes AS (
  SELECT ride, moment, sum(change) AS change
  FROM (SELECT ride, got_on AS moment, 1 AS change FROM segments UNION ALL SELECT ride, got_off, -1 FROM segments)
  GROUP BY ALL
),
stretches AS (
  SELECT
    ride,
    sum(change) OVER along AS aboard,
    epoch(lead(moment) OVER along - moment) AS seconds
  FROM changes
  WINDOW along AS (PARTITION BY ride ORDER BY moment)
),
filled AS (
  SELECT
    ride,
    sum(seconds) FILTER (WHERE aboard > 0) AS taken,
    coalesce(sum(seconds) FILTER (WHERE aboard > 1), 0) AS shared,
    coalesce(sum(seconds * aboard) FILTER (WHERE aboard > 1), 0) AS shared_rider_seconds,
    max(aboard) AS most_aboard
  FROM stretches
  GROUP BY ride
),
riders AS (
  SELECT ride, count(DISTINCT user_id) AS riders FROM segments GROUP BY ride
)
SELECT
  coalesce("dim_ride_type.ride_type_name", '(none)') AS kind,
  count(*) AS rides,
  avg(riders) AS riders_per_ride,
  100 * sum(shared) / nullif(sum(taken), 0) AS shared_time_pct,
  sum(shared_rider_seconds) / nullif(sum(shared), 0) AS riders_while_shared,
  max(most_aboard)::BIGINT AS most_aboard
FROM model.fact_rides r
JOIN filled ON filled.ride = r.ride_id::VARCHAR
JOIN riders ON riders.ride = filled.ride
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY rides DESC, kind
