-- title: List of batches
-- about: Each batch with its deliveries, its driver, what was planned and done, and its stops in order with their times.
-- grain: one row per batch
-- tables: deliveries, orders, batches, batch_deliveries, algorithms, waypoints
-- parameter: from date = null; First local date on which batches were made; empty for the first in the data.
-- parameter: to date = null; Last such date, included; empty for the last in the data.
WITH
  $shared,
  -- What is known of the deliveries that each batch carried
  load AS (
    SELECT
      batch_key,
      count(*) AS deliveries,
      string_agg(DISTINCT driver_key::VARCHAR, ', ' ORDER BY driver_key::VARCHAR) AS drivers,
      count(*) FILTER (is_on_time) AS on_time,
      avg(minutes) AS mean_minutes
    FROM outcome
    WHERE batch_key IS NOT NULL
    GROUP BY batch_key
  ),
  -- Stops that are logged
  logged AS (
    SELECT
      batch_key,
      coalesce(kind, 'stop') AS kind,
      delivery_key::VARCHAR AS delivery_id,
      sequence,
      coalesce(actual_arrival_at, estimated_arrival_at) AS stopped_at,
      actual_arrival_at IS NOT NULL AS is_made
    FROM log_waypoint
  ),
  -- Where a batch has none, its stops are the pickups and drop-offs of its deliveries
  carried_stop AS (
    SELECT
      member.batch_key,
      delivery.delivery_key,
      delivery.picked_up_at,
      delivery.delivered_at
    FROM member
    JOIN numbered_delivery AS delivery ON delivery.delivery_key = member.delivery_key
    WHERE delivery.has_arrived
      AND member.batch_key NOT IN (SELECT batch_key FROM logged WHERE batch_key IS NOT NULL)
  ),
  -- All stops: as logged, else the pickups and the drop-offs
  stop AS (
    SELECT batch_key, kind, delivery_id, sequence, stopped_at, is_made
    FROM logged
    UNION ALL
    SELECT batch_key, 'restaurant', delivery_key, NULL, picked_up_at, TRUE
    FROM carried_stop
    WHERE picked_up_at IS NOT NULL
    UNION ALL
    SELECT batch_key, 'customer', delivery_key, NULL, delivered_at, TRUE
    FROM carried_stop
    WHERE delivered_at IS NOT NULL
  ),
  -- Each batch's stops in the order of their times, as a text
  route AS (
    SELECT
      batch_key,
      count(*) AS stops,
      string_agg(
        concat(
          kind,
          ' ' || delivery_id,
          ' ' || strftime(local_time(stopped_at), '%Y-%m-%d %H:%M:%S'),
          CASE WHEN NOT is_made THEN ' planned' END
        ),
        ' > '
        ORDER BY stopped_at NULLS LAST, sequence NULLS LAST, delivery_id, kind DESC
      ) AS route
    FROM stop
    GROUP BY batch_key
  )
SELECT
  trip.batch_key AS batch_id,
  trip.algorithm_name,
  trip.algorithm_version,
  trip.created_at,
  load.drivers AS driver_id,
  coalesce(load.deliveries, 0)::BIGINT AS deliveries,
  trip.size,
  trip.planned_miles,
  trip.actual_miles,
  trip.planned_minutes,
  trip.minutes,
  trip.efficiency,
  load.mean_minutes AS mean_delivery_minutes,
  load.on_time::BIGINT AS on_time,
  trip.is_completed,
  trip.is_cancelled,
  coalesce(route.stops, 0)::BIGINT AS stops,
  route.route
FROM trip
LEFT JOIN load ON load.batch_key = trip.batch_key
LEFT JOIN route ON route.batch_key = trip.batch_key
WHERE ($from IS NULL OR local_date(trip.created_at) >= $from)
  AND ($to IS NULL OR local_date(trip.created_at) <= $to)
ORDER BY trip.created_at NULLS LAST, batch_id
