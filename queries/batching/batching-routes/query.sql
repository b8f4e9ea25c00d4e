-- title: Batch routes
-- about: How far and how long batches really were, against what was planned, with the best and worst route.
-- grain: one row per algorithm and version, or per batch
-- tables: deliveries, batches, batch_deliveries, waypoints, algorithms
-- parameter: from date = null; First local date on which a batch was created; empty for the first in the data.
-- parameter: to date = null; Last local date on which a batch was created, included; empty for the last in the data.
-- parameter: by choice [algorithm|batch] = algorithm; One row per algorithm, or per batch.
WITH
  $shared,
  -- What the stops of each batch add up to
  legs AS (
    SELECT
      batch_key,
      sum(miles_to_next)::DOUBLE AS miles,
      avg((epoch_us(actual_arrival_at) - epoch_us(estimated_arrival_at)) / 60e6) AS minutes_late,
      (epoch_us(max(estimated_arrival_at)) - epoch_us(min(estimated_arrival_at))) / 60e6
        AS planned_minutes
    FROM log_waypoint
    GROUP BY batch_key
  ),
  -- Completed batches of the dates; what a batch does not say itself comes from its stops
  route AS (
    SELECT
      trip.batch_key,
      trip.algorithm_name,
      trip.algorithm_version,
      trip.size,
      trip.planned_miles,
      coalesce(trip.actual_miles, legs.miles) AS actual_miles,
      coalesce(trip.planned_minutes, legs.planned_minutes) AS planned_minutes,
      trip.route_minutes AS actual_minutes,
      legs.minutes_late
    FROM trip
    LEFT JOIN legs ON legs.batch_key = trip.batch_key
    WHERE trip.is_completed
      AND ($from IS NULL OR local_date(trip.created_at) >= $from)
      AND ($to IS NULL OR local_date(trip.created_at) <= $to)
  ),
  -- Actual ÷ planned of each
  compared AS (
    SELECT
      batch_key,
      algorithm_name,
      algorithm_version,
      size,
      planned_miles,
      actual_miles,
      planned_minutes,
      actual_minutes,
      minutes_late,
      CASE WHEN planned_miles > 0 THEN actual_miles / planned_miles END AS distance_ratio,
      CASE WHEN planned_minutes > 0 THEN actual_minutes / planned_minutes END AS time_ratio
    FROM route
  )
SELECT
  algorithm_name,
  algorithm_version,
  CASE WHEN $by = 'batch' THEN batch_key END AS batch_id,
  count(*) AS batches,
  avg(size) AS mean_size,
  avg(planned_miles) AS planned_miles,
  avg(actual_miles) AS actual_miles,
  avg(distance_ratio) AS distance_ratio,
  min(distance_ratio) AS best_distance_ratio,
  max(distance_ratio) AS worst_distance_ratio,
  arg_min(batch_key, (distance_ratio, batch_key)) FILTER (distance_ratio IS NOT NULL)
    AS best_batch_id,
  arg_max(batch_key, (distance_ratio, batch_key)) FILTER (distance_ratio IS NOT NULL)
    AS worst_batch_id,
  avg(planned_minutes) AS planned_minutes,
  avg(actual_minutes) AS actual_minutes,
  avg(time_ratio) AS time_ratio,
  min(time_ratio) AS best_time_ratio,
  max(time_ratio) AS worst_time_ratio,
  avg(minutes_late) AS mean_minutes_late
FROM compared
GROUP BY algorithm_name, algorithm_version, CASE WHEN $by = 'batch' THEN batch_key END
ORDER BY distance_ratio NULLS LAST, algorithm_name, algorithm_version, batch_id
