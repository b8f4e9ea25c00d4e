-- title: Deliveries and their batches
-- about: Shared by the batching analyses; follows the log_ tables, which give every file's columns the same names.
-- grain: outcome: one row per delivery that arrived; trip: one row per batch
-- tables: deliveries, orders, batches, batch_deliveries, algorithms

-- Each delivery with its place of origin and when its clock started.
numbered_delivery AS (
  SELECT coalesce(d.delivery_key::VARCHAR, 'row ' || row_number() OVER (ORDER BY d.driver_key, d.picked_up_at, d.delivered_at, d.order_key)) AS delivery_key,
    d.order_key, d.driver_key, coalesce(d.restaurant_key, o.restaurant_key) AS restaurant_key,
    coalesce(d.created_at, o.created_at) AS created_at, d.assigned_at, d.arrived_at, d.picked_up_at, d.delivered_at,
    d.estimated_minutes, d.recorded_minutes, d.miles, d.file_name, d.file_line,
    CASE WHEN d.status IS NULL THEN d.delivered_at IS NOT NULL ELSE lower(d.status) IN ('delivered', 'completed', 'complete') END AS has_arrived
  FROM log_delivery d LEFT JOIN log_order o ON o.order_key = d.order_key),

-- Recorded batches: a batch holds two deliveries or more; one that was called off carried none.
recorded_size AS (
  SELECT batch_key, count(DISTINCT delivery_key) AS size FROM log_batch_delivery GROUP BY batch_key),
recorded_batch AS (
  SELECT b.batch_key, coalesce(a.algorithm_name, b.algorithm_key::VARCHAR) AS algorithm_name, a.algorithm_version,
    coalesce(b.created_at, b.started_at) AS created_at, coalesce(s.size, b.total_deliveries) AS size, b.planned_miles, b.actual_miles, b.planned_minutes,
    (epoch_us(b.completed_at) - epoch_us(b.started_at)) / 60e6 AS span_minutes, b.actual_minutes AS recorded_minutes, b.efficiency,
    coalesce(lower(b.status) IN ('cancelled', 'canceled'), FALSE) AS is_cancelled,
    CASE WHEN b.status IS NULL THEN b.completed_at IS NOT NULL ELSE lower(b.status) IN ('completed', 'complete', 'delivered') END AS is_completed
  FROM log_batch b
  LEFT JOIN recorded_size s ON s.batch_key = b.batch_key
  LEFT JOIN log_algorithm a ON a.algorithm_key = b.algorithm_key
  WHERE coalesce(s.size, b.total_deliveries) >= 2),
-- A delivery that was put into several batches belongs to the latest that was not called off.
recorded_member AS (
  SELECT m.delivery_key::VARCHAR AS delivery_key, m.batch_key, m.pickup_sequence, m.wait_minutes, m.delay_minutes,
    (epoch_us(m.actual_pickup_at) - epoch_us(m.estimated_pickup_at)) / 60e6 AS pickup_slip_minutes
  FROM log_batch_delivery m JOIN recorded_batch b ON b.batch_key = m.batch_key
  WHERE NOT b.is_cancelled
  QUALIFY row_number() OVER (PARTITION BY m.delivery_key ORDER BY b.created_at DESC NULLS LAST, m.batch_key DESC) = 1),

-- Derived batches: deliveries of one driver that overlap in time, directly or through others. Touching is no overlap.
carried AS (
  SELECT delivery_key, driver_key, picked_up_at, delivered_at,
    coalesce(picked_up_at >= max(delivered_at) OVER (PARTITION BY driver_key ORDER BY picked_up_at, delivered_at, delivery_key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), TRUE) AS starts_trip
  FROM numbered_delivery
  WHERE has_arrived AND driver_key IS NOT NULL AND delivered_at >= picked_up_at),
carried_trip AS (
  SELECT delivery_key, driver_key, picked_up_at, delivered_at,
    sum(starts_trip::INTEGER) OVER (PARTITION BY driver_key ORDER BY picked_up_at, delivered_at, delivery_key ROWS UNBOUNDED PRECEDING) AS trip_number
  FROM carried),
derived_member AS (
  SELECT delivery_key, 'driver ' || driver_key || ', trip ' || trip_number AS batch_key, picked_up_at, delivered_at,
    row_number() OVER (PARTITION BY driver_key, trip_number ORDER BY picked_up_at, delivered_at, delivery_key)::DOUBLE AS pickup_sequence
  FROM carried_trip
  QUALIFY count(*) OVER (PARTITION BY driver_key, trip_number) >= 2),
derived_batch AS (
  SELECT batch_key, min(picked_up_at) AS created_at, count(*) AS size, (epoch_us(max(delivered_at)) - epoch_us(min(picked_up_at))) / 60e6 AS span_minutes
  FROM derived_member GROUP BY batch_key),

-- The one kind or the other: derived where no batch names a delivery of this log.
batching AS (
  SELECT CASE $batches WHEN 'auto' THEN NOT EXISTS (SELECT 1 FROM log_batch_delivery m JOIN numbered_delivery d ON d.delivery_key = m.delivery_key::VARCHAR) ELSE $batches = 'derived' END AS is_derived),
trip AS (
  SELECT batch_key, algorithm_name, algorithm_version, created_at, size::DOUBLE AS size, planned_miles, actual_miles, planned_minutes,
    coalesce(span_minutes, recorded_minutes) AS minutes, coalesce(recorded_minutes, span_minutes) AS route_minutes, efficiency, is_cancelled, is_completed, FALSE AS is_derived
  FROM recorded_batch WHERE NOT (SELECT is_derived FROM batching)
  UNION ALL
  SELECT batch_key, '(derived)', NULL, created_at, size::DOUBLE, NULL, NULL, NULL, span_minutes, span_minutes, NULL, FALSE, TRUE, TRUE
  FROM derived_batch WHERE (SELECT is_derived FROM batching)),
member AS (
  SELECT delivery_key, batch_key, pickup_sequence, wait_minutes, delay_minutes, pickup_slip_minutes
  FROM recorded_member WHERE NOT (SELECT is_derived FROM batching)
  UNION ALL
  SELECT delivery_key, batch_key, pickup_sequence, NULL, NULL, NULL
  FROM derived_member WHERE (SELECT is_derived FROM batching)),

-- From the first pickup to the last drop-off, shared among the deliveries carried.
busy AS (
  SELECT m.batch_key, (epoch_us(max(d.delivered_at)) - epoch_us(min(d.picked_up_at))) / 60e6 / count(*) AS minutes_each
  FROM member m JOIN numbered_delivery d ON d.delivery_key = m.delivery_key
  WHERE d.has_arrived AND d.picked_up_at IS NOT NULL AND d.delivered_at IS NOT NULL
  GROUP BY m.batch_key),
timed AS (
  SELECT d.delivery_key, d.order_key, d.driver_key, d.restaurant_key, local_date(coalesce(d.created_at, d.picked_up_at, d.delivered_at)) AS date,
    m.batch_key, t.algorithm_name, t.algorithm_version, t.efficiency, m.pickup_sequence, m.pickup_slip_minutes,
    CASE WHEN m.batch_key IS NULL THEN 'individual' ELSE 'batched' END AS delivery_type, d.file_name, d.file_line,
    coalesce(d.recorded_minutes, (epoch_us(d.delivered_at) - epoch_us(coalesce(d.created_at, d.picked_up_at))) / 60e6) AS minutes,
    d.estimated_minutes, m.delay_minutes AS recorded_delay,
    coalesce((epoch_us(d.picked_up_at) - epoch_us(d.arrived_at)) / 60e6, m.wait_minutes, (epoch_us(d.picked_up_at) - epoch_us(d.assigned_at)) / 60e6) AS wait_minutes,
    CASE WHEN m.batch_key IS NULL THEN d.miles ELSE t.actual_miles / t.size END AS miles_each,
    CASE WHEN m.batch_key IS NULL THEN (epoch_us(d.delivered_at) - epoch_us(d.picked_up_at)) / 60e6 ELSE b.minutes_each END AS driver_minutes_each
  FROM numbered_delivery d
  LEFT JOIN member m ON m.delivery_key = d.delivery_key
  LEFT JOIN trip t ON t.batch_key = m.batch_key
  LEFT JOIN busy b ON b.batch_key = m.batch_key
  WHERE d.has_arrived),
outcome AS (
  SELECT delivery_key, order_key, driver_key, restaurant_key, date, batch_key, algorithm_name, algorithm_version, efficiency, pickup_sequence, pickup_slip_minutes, delivery_type,
    minutes, coalesce(recorded_delay, minutes - estimated_minutes) AS delay_minutes, minutes <= estimated_minutes + $on_time_slack AS is_on_time,
    wait_minutes, miles_each, driver_minutes_each, file_name, file_line
  FROM timed)
