-- title: Restaurants and batching
-- grain: one row per restaurant with enough orders
-- tables: deliveries, orders, restaurants, batches, batch_deliveries
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: min_orders integer = 50; Restaurants with fewer orders are left out.
-- parameter: fast_pickup number = 5; A pickup is fast when the driver waited at most this many minutes.
WITH
  $shared,
  -- Deliveries that arrived, of the orders' dates and from a known restaurant
  counted AS (
    SELECT
      restaurant_key,
      coalesce(order_key::VARCHAR, delivery_key) AS order_key,
      delivery_type,
      wait_minutes,
      pickup_sequence,
      pickup_slip_minutes
    FROM outcome
    WHERE restaurant_key IS NOT NULL
      AND ($from IS NULL OR date >= $from)
      AND ($to IS NULL OR date <= $to)
  ),
  -- Restaurants with enough orders: batched against individual, first against later pickups
  compared AS (
    SELECT
      restaurant_key,
      count(DISTINCT order_key) AS orders,
      count(DISTINCT order_key) FILTER (delivery_type = 'batched') AS batched_orders,
      avg(wait_minutes) FILTER (delivery_type = 'batched') AS batched_wait_minutes,
      avg(wait_minutes) FILTER (delivery_type = 'individual') AS individual_wait_minutes,
      avg(wait_minutes) FILTER (pickup_sequence = 1) AS first_pickup_wait_minutes,
      avg(wait_minutes) FILTER (pickup_sequence > 1) AS later_pickup_wait_minutes,
      avg(pickup_slip_minutes) FILTER (pickup_sequence = 1) AS first_pickup_delay_minutes,
      avg(pickup_slip_minutes) FILTER (pickup_sequence > 1) AS later_pickup_delay_minutes,
      100 * avg((wait_minutes <= $fast_pickup)::INTEGER) FILTER (delivery_type = 'batched')
        AS batched_fast_pickup_pct,
      100 * avg((wait_minutes <= $fast_pickup)::INTEGER) FILTER (delivery_type = 'individual')
        AS individual_fast_pickup_pct
    FROM counted
    GROUP BY restaurant_key
    HAVING count(DISTINCT order_key) >= $min_orders
  )
SELECT
  compared.restaurant_key AS restaurant_id,
  restaurant.restaurant_name,
  restaurant.can_handle_batch_pickups,
  compared.orders,
  compared.batched_orders,
  compared.batched_wait_minutes,
  compared.individual_wait_minutes,
  compared.first_pickup_wait_minutes,
  compared.later_pickup_wait_minutes,
  compared.first_pickup_delay_minutes,
  compared.later_pickup_delay_minutes,
  compared.batched_fast_pickup_pct,
  compared.individual_fast_pickup_pct
FROM compared
LEFT JOIN log_restaurant AS restaurant ON restaurant.restaurant_key = compared.restaurant_key
ORDER BY compared.batched_fast_pickup_pct DESC NULLS LAST, compared.restaurant_key
