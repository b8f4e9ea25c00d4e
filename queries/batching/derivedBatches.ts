import type { Cte } from '../../src-renderer/query/sql/statement'

/** WITH queries of the batches that overlapping times tell: `derived_member` and `derived_batch`. */
export const DERIVED_BATCHES: readonly Cte[] = [
  {
    name: 'carried',
    about: 'Whether a delivery was picked up when its driver carried no other; touching is no overlap',
    sql: `
SELECT
  delivery_key,
  driver_key,
  picked_up_at,
  delivered_at,
  coalesce(
    picked_up_at >= max(delivered_at) OVER (
      PARTITION BY driver_key
      ORDER BY picked_up_at, delivered_at, delivery_key
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ),
    TRUE
  ) AS starts_trip
FROM numbered_delivery
WHERE has_arrived
  AND driver_key IS NOT NULL
  AND delivered_at >= picked_up_at`,
  },
  {
    name: 'carried_trip',
    about: 'Deliveries of one driver that overlap, directly or through others, are one trip',
    sql: `
SELECT
  delivery_key,
  driver_key,
  picked_up_at,
  delivered_at,
  sum(starts_trip::INTEGER) OVER (
    PARTITION BY driver_key
    ORDER BY picked_up_at, delivered_at, delivery_key
    ROWS UNBOUNDED PRECEDING
  ) AS trip_number
FROM carried`,
  },
  {
    name: 'derived_member',
    about: 'Trips of two deliveries or more are batches',
    sql: `
SELECT
  delivery_key,
  'driver ' || driver_key || ', trip ' || trip_number AS batch_key,
  picked_up_at,
  delivered_at,
  row_number() OVER (
    PARTITION BY driver_key, trip_number
    ORDER BY picked_up_at, delivered_at, delivery_key
  )::DOUBLE AS pickup_sequence
FROM carried_trip
QUALIFY count(*) OVER (PARTITION BY driver_key, trip_number) >= 2`,
  },
  {
    name: 'derived_batch',
    about: 'When each of them began and how long it took, from the first pickup to the last drop-off',
    sql: `
SELECT
  batch_key,
  min(picked_up_at) AS created_at,
  count(*) AS size,
  (epoch_us(max(delivered_at)) - epoch_us(min(picked_up_at))) / 60e6 AS span_minutes
FROM derived_member
GROUP BY batch_key`,
  },
]
