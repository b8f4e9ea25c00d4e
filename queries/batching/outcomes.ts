import type { Cte } from '../../src-renderer/query/sql/statement'
import { DERIVED_BATCHES } from './derivedBatches'
import { furtherColumns, ownName, type Described } from './described'
import { RECORDED_BATCHES } from './recordedBatches'

/** WITH query `numbered_delivery`: each delivery with its place of origin and when its clock started. */
export function numberedDelivery({ columns }: Described): Cte {
  const own = columns.filter(({ stage }) => stage !== 'timed').map(({ name, sql }) => `${sql} AS ${ownName(name)}`)
  return {
    name: 'numbered_delivery',
    about: 'Each delivery with its place of origin and when its clock started',
    sql: `
SELECT
  coalesce(
    delivery.delivery_key::VARCHAR,
    'row ' || row_number() OVER (
      ORDER BY delivery.driver_key, delivery.picked_up_at, delivery.delivered_at, delivery.order_key
    )
  ) AS delivery_key,
  delivery.order_key,
  delivery.driver_key,
  coalesce(delivery.restaurant_key, placed.restaurant_key) AS restaurant_key,
  coalesce(delivery.created_at, placed.created_at) AS created_at,
  delivery.assigned_at,
  delivery.arrived_at,
  delivery.picked_up_at,
  delivery.delivered_at,
  delivery.estimated_minutes,
  delivery.recorded_minutes,
  delivery.miles,
  delivery.file_name,
  delivery.file_line,
  CASE
    WHEN delivery.status IS NULL THEN delivery.delivered_at IS NOT NULL
    ELSE lower(delivery.status) IN ('delivered', 'completed', 'complete')
  END AS has_arrived${furtherColumns(own)}
FROM log_delivery AS delivery
LEFT JOIN log_order AS placed ON placed.order_key = delivery.order_key`,
  }
}

/** The batches that there are, recorded or derived by the parameter `batches`: `trip` or `any_trip`, and `member`. */
const batchesThatCount = (trip: string): readonly Cte[] => [
  {
    name: 'batching',
    about: 'Batches are derived where none that was recorded names a delivery of this log',
    sql: `
SELECT
  CASE $batches
    WHEN 'auto' THEN NOT EXISTS (
      SELECT 1
      FROM log_batch_delivery AS placement
      JOIN numbered_delivery ON numbered_delivery.delivery_key = placement.delivery_key::VARCHAR
    )
    ELSE $batches = 'derived'
  END AS is_derived`,
  },
  {
    name: trip,
    about: trip === 'trip' ? 'The batches that count' : 'The batches that there are',
    sql: `
SELECT
  batch_key,
  algorithm_name,
  algorithm_version,
  created_at,
  size::DOUBLE AS size,
  planned_miles,
  actual_miles,
  planned_minutes,
  coalesce(span_minutes, recorded_minutes) AS minutes,
  coalesce(recorded_minutes, span_minutes) AS route_minutes,
  efficiency,
  is_cancelled,
  is_completed,
  FALSE AS is_derived
FROM recorded_batch
WHERE NOT (SELECT is_derived FROM batching)
UNION ALL
SELECT
  batch_key,
  '(derived)' AS algorithm_name,
  NULL AS algorithm_version,
  created_at,
  size::DOUBLE AS size,
  NULL AS planned_miles,
  NULL AS actual_miles,
  NULL AS planned_minutes,
  span_minutes AS minutes,
  span_minutes AS route_minutes,
  NULL AS efficiency,
  FALSE AS is_cancelled,
  TRUE AS is_completed,
  TRUE AS is_derived
FROM derived_batch
WHERE (SELECT is_derived FROM batching)`,
  },
  {
    name: 'member',
    about: 'Which delivery was carried in which of them',
    sql: `
SELECT
  delivery_key,
  batch_key,
  pickup_sequence,
  wait_minutes,
  delay_minutes,
  pickup_slip_minutes
FROM recorded_member
WHERE NOT (SELECT is_derived FROM batching)
UNION ALL
SELECT
  delivery_key,
  batch_key,
  pickup_sequence,
  NULL AS wait_minutes,
  NULL AS delay_minutes,
  NULL AS pickup_slip_minutes
FROM derived_member
WHERE (SELECT is_derived FROM batching)`,
  },
]

/**
 * What became of each delivery: `outcome`. `trip` names all batches, `own` are further columns, `where` says which
 * deliveries count.
 */
const outcome = (trip: string, { columns }: Described, where: string | null): readonly Cte[] => [
  {
    name: 'busy',
    about: 'From the first pickup to the last drop-off, shared among the deliveries carried',
    sql: `
SELECT
  member.batch_key,
  (epoch_us(max(delivery.delivered_at)) - epoch_us(min(delivery.picked_up_at))) / 60e6 / count(*)
    AS minutes_each
FROM member
JOIN numbered_delivery AS delivery ON delivery.delivery_key = member.delivery_key
WHERE delivery.has_arrived
  AND delivery.picked_up_at IS NOT NULL
  AND delivery.delivered_at IS NOT NULL
GROUP BY member.batch_key`,
  },
  {
    name: 'timed',
    about: 'Minutes and miles of each delivery that arrived, with its batch where it was carried in one',
    sql: `
SELECT
  delivery.delivery_key,
  delivery.order_key,
  delivery.driver_key,
  delivery.restaurant_key,
  local_date(coalesce(delivery.created_at, delivery.picked_up_at, delivery.delivered_at)) AS date,
  member.batch_key,
  trip.algorithm_name,
  trip.algorithm_version,
  trip.efficiency,
  member.pickup_sequence,
  member.pickup_slip_minutes,
  CASE WHEN member.batch_key IS NULL THEN 'individual' ELSE 'batched' END AS delivery_type,
  delivery.file_name,
  delivery.file_line,
  coalesce(
    delivery.recorded_minutes,
    (epoch_us(delivery.delivered_at)
      - epoch_us(coalesce(delivery.created_at, delivery.picked_up_at))) / 60e6
  ) AS minutes,
  delivery.estimated_minutes,
  member.delay_minutes AS recorded_delay,
  coalesce(
    (epoch_us(delivery.picked_up_at) - epoch_us(delivery.arrived_at)) / 60e6,
    member.wait_minutes,
    (epoch_us(delivery.picked_up_at) - epoch_us(delivery.assigned_at)) / 60e6
  ) AS wait_minutes,
  CASE
    WHEN member.batch_key IS NULL THEN delivery.miles
    ELSE trip.actual_miles / trip.size
  END AS miles_each,
  CASE
    WHEN member.batch_key IS NULL
      THEN (epoch_us(delivery.delivered_at) - epoch_us(delivery.picked_up_at)) / 60e6
    ELSE busy.minutes_each
  END AS driver_minutes_each${furtherColumns(
    columns.map(({ name, stage, sql }) =>
      stage === 'timed' ? `${sql} AS ${ownName(name)}` : `delivery.${ownName(name)}`,
    ),
  )}
FROM numbered_delivery AS delivery
LEFT JOIN member ON member.delivery_key = delivery.delivery_key
LEFT JOIN ${trip === 'trip' ? trip : `${trip} AS trip`} ON trip.batch_key = member.batch_key
LEFT JOIN busy ON busy.batch_key = member.batch_key
WHERE delivery.has_arrived`,
  },
  {
    name: 'outcome',
    about: `Each delivery that arrived${where === null ? '' : ' and is asked for'}, and whether it came on time`,
    sql: `
SELECT
  delivery_key,
  order_key,
  driver_key,
  restaurant_key,
  date,
  batch_key,
  algorithm_name,
  algorithm_version,
  efficiency,
  pickup_sequence,
  pickup_slip_minutes,
  delivery_type,
  minutes,
  coalesce(recorded_delay, minutes - estimated_minutes) AS delay_minutes,
  minutes <= estimated_minutes + $on_time_slack AS is_on_time,
  wait_minutes,
  miles_each,
  driver_minutes_each,
  file_name,
  file_line${furtherColumns(columns.map(({ name }) => ownName(name)))}
FROM timed${where === null ? '' : `\nWHERE ${where}`}`,
  },
]

/** The batches that are asked for: a batch is described by the first of its deliveries that the log knows. */
const askedBatches = ({ columns, where }: Described): readonly Cte[] => [
  {
    name: 'placement',
    about: 'Which deliveries were put into which batch, called off or not',
    sql: `
SELECT
  batch_key,
  delivery_key::VARCHAR AS delivery_key,
  pickup_sequence
FROM log_batch_delivery
WHERE NOT (SELECT is_derived FROM batching)
UNION ALL
SELECT
  batch_key,
  delivery_key,
  pickup_sequence
FROM derived_member
WHERE (SELECT is_derived FROM batching)`,
  },
  {
    name: 'first_delivery',
    about: 'The first delivery of each, which says what is known of the batch',
    sql: `
SELECT
  placement.batch_key${furtherColumns(
    columns.filter(({ stage }) => stage !== 'timed').map(({ name }) => `delivery.${ownName(name)}`),
  )}
FROM placement
JOIN numbered_delivery AS delivery ON delivery.delivery_key = placement.delivery_key
QUALIFY row_number() OVER (
  PARTITION BY placement.batch_key
  ORDER BY placement.pickup_sequence NULLS LAST, delivery.picked_up_at NULLS LAST, delivery.delivery_key
) = 1`,
  },
  {
    name: 'described_trip',
    about: 'Batches with what is known of them',
    sql: `
SELECT
  trip.*${furtherColumns(
    columns.map(({ name, stage, sql }) =>
      stage === 'timed' ? `${sql} AS ${ownName(name)}` : `first_delivery.${ownName(name)}`,
    ),
  )}
FROM any_trip AS trip
LEFT JOIN first_delivery ON first_delivery.batch_key = trip.batch_key`,
  },
  {
    name: 'trip',
    about: 'The batches that are asked for',
    sql: `
SELECT *
FROM described_trip${where === null ? '' : `\nWHERE ${where}`}`,
  },
]

/**
 * WITH queries over those of logTables: `outcome`, one row per delivery that arrived, and `trip`, one row per batch. They
 * name the parameters `batches` and `on_time_slack`. What is described is asked of deliveries, each by itself, or of
 * batches, each with all its deliveries; batches are made of all deliveries of the log all the same.
 */
export function outcomes(described: Described, unit: 'delivery' | 'batch'): readonly Cte[] {
  const ofBatches = unit === 'batch' && described.columns.length > 0
  const all = ofBatches ? 'any_trip' : 'trip'
  const where = ofBatches ? 'batch_key IN (SELECT batch_key FROM trip)' : described.where
  return [
    numberedDelivery(described),
    ...RECORDED_BATCHES,
    ...DERIVED_BATCHES,
    ...batchesThatCount(all),
    ...(ofBatches ? askedBatches(described) : []),
    ...outcome(all, described, where),
  ]
}
