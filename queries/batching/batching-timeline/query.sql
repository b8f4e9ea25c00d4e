-- title: Batch timeline
-- about: When each delivery of one batch was ordered, picked up and dropped off.
-- grain: one row per delivery of the batch
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: batch text = null; The batch; empty for the one with the most deliveries.
WITH
  $shared,
  -- The batch asked for, else the one with the most deliveries
  chosen AS (
    SELECT
      coalesce(
        $batch,
        (
          SELECT batch_key
          FROM outcome
          WHERE batch_key IS NOT NULL
          GROUP BY batch_key
          ORDER BY count(*) DESC, batch_key
          LIMIT 1
        )
      ) AS batch_key
  )
SELECT
  outcome.batch_key AS batch_id,
  outcome.delivery_key AS delivery_id,
  outcome.driver_key AS driver_id,
  outcome.restaurant_key AS restaurant_id,
  outcome.pickup_sequence::BIGINT AS pickup_sequence,
  delivery.created_at AS ordered_at,
  delivery.assigned_at,
  delivery.arrived_at,
  delivery.picked_up_at,
  delivery.delivered_at,
  outcome.minutes,
  outcome.delay_minutes,
  outcome.is_on_time
FROM outcome
JOIN chosen ON chosen.batch_key = outcome.batch_key
JOIN numbered_delivery AS delivery ON delivery.delivery_key = outcome.delivery_key
ORDER BY delivery.picked_up_at NULLS LAST, delivery.delivered_at NULLS LAST, delivery_id
