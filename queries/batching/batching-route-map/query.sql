-- title: Route map
-- about: Where one batch went: its stops in the order of the plan and of the day.
-- grain: one row per stop of the batch
-- tables: deliveries, orders, restaurants, batches, batch_deliveries, waypoints, algorithms
-- parameter: batch text = null; The batch; empty for the one with the most stops.
WITH logged AS (
  SELECT w.batch_key, w.kind, w.delivery_key::VARCHAR AS delivery_id, w.lat, w.lng, w.sequence, w.estimated_arrival_at AS planned_at, w.actual_arrival_at AS actual_at, w.miles_to_next
  FROM log_waypoint w WHERE w.lat IS NOT NULL AND w.lng IS NOT NULL),
-- Where no waypoints are logged, a route is its pickups and drop-offs in the order of their times.
carried_stop AS (
  SELECT m.batch_key, d.delivery_key, d.picked_up_at, d.delivered_at, r.lat AS from_lat, r.lng AS from_lng, o.lat AS to_lat, o.lng AS to_lng
  FROM member m JOIN numbered_delivery d ON d.delivery_key = m.delivery_key
  LEFT JOIN log_restaurant r ON r.restaurant_key = d.restaurant_key
  LEFT JOIN log_order o ON o.order_key = d.order_key
  WHERE d.has_arrived AND m.batch_key NOT IN (SELECT batch_key FROM logged)),
found_stop AS (
  SELECT batch_key, kind, delivery_id, lat, lng, sequence, planned_at, actual_at, miles_to_next FROM logged
  UNION ALL
  SELECT batch_key, 'restaurant', delivery_key, from_lat, from_lng, NULL, NULL, picked_up_at, NULL FROM carried_stop WHERE from_lat IS NOT NULL AND from_lng IS NOT NULL AND picked_up_at IS NOT NULL
  UNION ALL
  SELECT batch_key, 'customer', delivery_key, to_lat, to_lng, NULL, NULL, delivered_at, NULL FROM carried_stop WHERE to_lat IS NOT NULL AND to_lng IS NOT NULL AND delivered_at IS NOT NULL),
chosen AS (
  SELECT coalesce($batch, (SELECT batch_key FROM found_stop GROUP BY batch_key ORDER BY count(actual_at) DESC, count(*) DESC, batch_key LIMIT 1)) AS batch_key)
SELECT s.batch_key AS batch_id,
  row_number() OVER (ORDER BY s.sequence NULLS LAST, s.planned_at NULLS LAST, s.actual_at, s.delivery_id) AS planned_stop,
  CASE WHEN s.actual_at IS NOT NULL THEN row_number() OVER (ORDER BY s.actual_at NULLS LAST, s.sequence NULLS LAST, s.delivery_id) END AS actual_stop,
  s.kind, s.delivery_id, s.lng AS longitude, s.lat AS latitude, s.planned_at, s.actual_at,
  (epoch_us(s.actual_at) - epoch_us(s.planned_at)) / 60e6 AS minutes_late, s.miles_to_next
FROM found_stop s JOIN chosen c ON c.batch_key = s.batch_key
ORDER BY planned_stop
