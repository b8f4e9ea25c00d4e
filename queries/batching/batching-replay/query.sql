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
SELECT d.delivery_key AS id, epoch_us(d.created_at) / 60e6 AS ordered_at, epoch_us(d.created_at) / 60e6 + coalesce(o.prep_minutes, r.prep_minutes, 0) AS ready_at,
  r.lat AS from_lat, r.lng AS from_lng, o.lat AS to_lat, o.lng AS to_lng
FROM numbered_delivery d JOIN log_order o ON o.order_key = d.order_key JOIN log_restaurant r ON r.restaurant_key = d.restaurant_key
WHERE d.has_arrived AND d.created_at IS NOT NULL AND r.lat IS NOT NULL AND r.lng IS NOT NULL AND o.lat IS NOT NULL AND o.lng IS NOT NULL
  AND ($from IS NULL OR local_date(d.created_at) >= $from) AND ($to IS NULL OR local_date(d.created_at) <= $to)
ORDER BY ordered_at, id
