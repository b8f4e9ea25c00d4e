-- title: List of deliveries
-- about: Each delivery that arrived: its batch, when each of its stops was, how long it took, and whether it was on time.
-- grain: one row per delivery that arrived
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
WITH
  $shared
SELECT
  outcome.delivery_key AS delivery_id,
  outcome.order_key AS order_id,
  outcome.driver_key AS driver_id,
  outcome.restaurant_key AS restaurant_id,
  outcome.delivery_type,
  outcome.batch_key AS batch_id,
  outcome.pickup_sequence::BIGINT AS pickup_sequence,
  outcome.algorithm_name,
  outcome.algorithm_version,
  delivery.created_at AS ordered_at,
  delivery.assigned_at,
  delivery.arrived_at,
  delivery.picked_up_at,
  delivery.delivered_at,
  outcome.minutes,
  outcome.delay_minutes,
  outcome.is_on_time,
  outcome.wait_minutes,
  outcome.miles_each AS miles
FROM outcome
JOIN numbered_delivery AS delivery ON delivery.delivery_key = outcome.delivery_key
WHERE ($from IS NULL OR outcome.date >= $from)
  AND ($to IS NULL OR outcome.date <= $to)
ORDER BY delivery.delivered_at NULLS LAST, delivery_id
