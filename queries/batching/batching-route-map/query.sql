-- title: Route map
-- about: Where one batch went: its stops in the order of the plan and of the day.
-- grain: one row per stop of the batch
-- tables: deliveries, orders, restaurants, batches, batch_deliveries, waypoints, algorithms
-- parameter: batch text = null; The batch; empty for the one with the most stops.
WITH
  $shared,
  -- Stops that are logged
  logged AS (
    SELECT
      batch_key,
      kind,
      delivery_key::VARCHAR AS delivery_id,
      lat,
      lng,
      sequence,
      estimated_arrival_at AS planned_at,
      actual_arrival_at AS actual_at,
      miles_to_next
    FROM log_waypoint
    WHERE lat IS NOT NULL
      AND lng IS NOT NULL
  ),
  -- Where none are logged, a route is its pickups and drop-offs in the order of their times
  carried_stop AS (
    SELECT
      member.batch_key,
      delivery.delivery_key,
      delivery.picked_up_at,
      delivery.delivered_at,
      restaurant.lat AS from_lat,
      restaurant.lng AS from_lng,
      log_order.lat AS to_lat,
      log_order.lng AS to_lng
    FROM member
    JOIN numbered_delivery AS delivery ON delivery.delivery_key = member.delivery_key
    LEFT JOIN log_restaurant AS restaurant ON restaurant.restaurant_key = delivery.restaurant_key
    LEFT JOIN log_order ON log_order.order_key = delivery.order_key
    WHERE delivery.has_arrived
      AND member.batch_key NOT IN (SELECT batch_key FROM logged)
  ),
  -- All stops of all batches
  found_stop AS (
    SELECT
      batch_key,
      kind,
      delivery_id,
      lat,
      lng,
      sequence,
      planned_at,
      actual_at,
      miles_to_next
    FROM logged
    UNION ALL
    SELECT
      batch_key,
      'restaurant',
      delivery_key,
      from_lat,
      from_lng,
      NULL,
      NULL,
      picked_up_at,
      NULL
    FROM carried_stop
    WHERE from_lat IS NOT NULL
      AND from_lng IS NOT NULL
      AND picked_up_at IS NOT NULL
    UNION ALL
    SELECT
      batch_key,
      'customer',
      delivery_key,
      to_lat,
      to_lng,
      NULL,
      NULL,
      delivered_at,
      NULL
    FROM carried_stop
    WHERE to_lat IS NOT NULL
      AND to_lng IS NOT NULL
      AND delivered_at IS NOT NULL
  ),
  -- The batch asked for, else the one with the most stops
  chosen AS (
    SELECT
      coalesce(
        $batch,
        (
          SELECT batch_key
          FROM found_stop
          WHERE $asked
          GROUP BY batch_key
          ORDER BY count(actual_at) DESC, count(*) DESC, batch_key
          LIMIT 1
        )
      ) AS batch_key
  )
SELECT
  stop.batch_key AS batch_id,
  row_number() OVER (
    ORDER BY
      stop.sequence NULLS LAST, stop.planned_at NULLS LAST, stop.actual_at, stop.delivery_id
  ) AS planned_stop,
  CASE
    WHEN stop.actual_at IS NOT NULL THEN row_number() OVER (
      ORDER BY stop.actual_at NULLS LAST, stop.sequence NULLS LAST, stop.delivery_id
    )
  END AS actual_stop,
  stop.kind,
  stop.delivery_id,
  stop.lng AS longitude,
  stop.lat AS latitude,
  stop.planned_at,
  stop.actual_at,
  (epoch_us(stop.actual_at) - epoch_us(stop.planned_at)) / 60e6 AS minutes_late,
  stop.miles_to_next
FROM found_stop AS stop
JOIN chosen ON chosen.batch_key = stop.batch_key
ORDER BY planned_stop
