-- title: Batch timeline
-- about: When each delivery of one batch was ordered, picked up and dropped off.
-- grain: one row per delivery of the batch
-- tables: deliveries, orders, batches, batch_deliveries, algorithms
-- parameter: batch text = null; The batch; empty for the one with the most deliveries.
WITH chosen AS (
  SELECT coalesce($batch, (SELECT o.batch_key FROM outcome o WHERE o.batch_key IS NOT NULL GROUP BY o.batch_key ORDER BY count(*) DESC, o.batch_key LIMIT 1)) AS batch_key)
SELECT o.batch_key AS batch_id, o.delivery_key AS delivery_id, o.driver_key AS driver_id, o.restaurant_key AS restaurant_id, o.pickup_sequence::BIGINT AS pickup_sequence,
  d.created_at AS ordered_at, d.assigned_at, d.arrived_at, d.picked_up_at, d.delivered_at, o.minutes, o.delay_minutes, o.is_on_time
FROM outcome o JOIN chosen c ON c.batch_key = o.batch_key JOIN numbered_delivery d ON d.delivery_key = o.delivery_key
ORDER BY d.picked_up_at NULLS LAST, d.delivered_at NULLS LAST, delivery_id
