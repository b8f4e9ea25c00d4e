-- title: Replay
-- about: What other rules would have made of the same orders: minutes against orders per batch, window by window.
-- grain: one row per window
-- tables: deliveries, orders, restaurants, batches, batch_deliveries
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: window number = null; Minutes that a first order may wait for others; empty for a sweep over windows.
-- parameter: radius number = 1; Miles that restaurants, and addresses, may lie from those of the first order.
-- parameter: cap integer = 3; Orders that a batch may hold.
-- parameter: mph number = 15; Miles an hour on straight lines.
-- parameter: stop_minutes number = 2; Minutes at each pickup and drop-off.
WITH
  $shared
SELECT
  delivery.delivery_key AS id,
  epoch_us(delivery.created_at) / 60e6 AS ordered_at,
  epoch_us(delivery.created_at) / 60e6
    + coalesce(log_order.prep_minutes, restaurant.prep_minutes, 0) AS ready_at,
  restaurant.lat AS from_lat,
  restaurant.lng AS from_lng,
  log_order.lat AS to_lat,
  log_order.lng AS to_lng
FROM numbered_delivery AS delivery
JOIN log_order ON log_order.order_key = delivery.order_key
JOIN log_restaurant AS restaurant ON restaurant.restaurant_key = delivery.restaurant_key
WHERE delivery.has_arrived
  AND $asked
  AND delivery.created_at IS NOT NULL
  AND restaurant.lat IS NOT NULL
  AND restaurant.lng IS NOT NULL
  AND log_order.lat IS NOT NULL
  AND log_order.lng IS NOT NULL
  AND ($from IS NULL OR local_date(delivery.created_at) >= $from)
  AND ($to IS NULL OR local_date(delivery.created_at) <= $to)
ORDER BY ordered_at, id
