-- title: Restaurants and batching
-- about: How long drivers wait at each restaurant for batched and individual orders, and how the first pickup of a batch compares with later ones.
-- grain: one row per restaurant with enough orders
-- tables: deliveries, orders, restaurants, batches, batch_deliveries
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: min_orders integer = 50; Restaurants with fewer orders are left out.
-- parameter: fast_pickup number = 5; A pickup is fast when the driver waited at most this many minutes.
WITH counted AS (
  SELECT restaurant_key, coalesce(order_key::VARCHAR, delivery_key) AS order_key, delivery_type, wait_minutes, pickup_sequence, pickup_slip_minutes
  FROM outcome
  WHERE restaurant_key IS NOT NULL AND ($from IS NULL OR date >= $from) AND ($to IS NULL OR date <= $to)),
compared AS (
  SELECT restaurant_key, count(DISTINCT order_key) AS orders, count(DISTINCT order_key) FILTER (delivery_type = 'batched') AS batched_orders,
    avg(wait_minutes) FILTER (delivery_type = 'batched') AS batched_wait_minutes, avg(wait_minutes) FILTER (delivery_type = 'individual') AS individual_wait_minutes,
    avg(wait_minutes) FILTER (pickup_sequence = 1) AS first_pickup_wait_minutes, avg(wait_minutes) FILTER (pickup_sequence > 1) AS later_pickup_wait_minutes,
    avg(pickup_slip_minutes) FILTER (pickup_sequence = 1) AS first_pickup_delay_minutes, avg(pickup_slip_minutes) FILTER (pickup_sequence > 1) AS later_pickup_delay_minutes,
    100 * avg((wait_minutes <= $fast_pickup)::INTEGER) FILTER (delivery_type = 'batched') AS batched_fast_pickup_pct,
    100 * avg((wait_minutes <= $fast_pickup)::INTEGER) FILTER (delivery_type = 'individual') AS individual_fast_pickup_pct
  FROM counted GROUP BY restaurant_key
  HAVING count(DISTINCT order_key) >= $min_orders)
SELECT c.restaurant_key AS restaurant_id, r.restaurant_name, r.can_handle_batch_pickups, c.orders, c.batched_orders, c.batched_wait_minutes, c.individual_wait_minutes,
  c.first_pickup_wait_minutes, c.later_pickup_wait_minutes, c.first_pickup_delay_minutes, c.later_pickup_delay_minutes, c.batched_fast_pickup_pct, c.individual_fast_pickup_pct
FROM compared c LEFT JOIN log_restaurant r ON r.restaurant_key = c.restaurant_key
ORDER BY c.batched_fast_pickup_pct DESC NULLS LAST, c.restaurant_key
