-- title: Stakeholders
-- about: What batching means for customers, drivers and the platform, and whether it stays within set limits.
-- grain: one row per stakeholder and measure
-- tables: deliveries, orders, batches, batch_deliveries
-- parameter: from date = null; First local date of the orders; empty for the first in the data.
-- parameter: to date = null; Last local date of the orders, included; empty for the last in the data.
-- parameter: max_extra_minutes number = 5; Customers may wait this many minutes longer for a batched delivery.
-- parameter: max_on_time_drop number = 5; The share on time may be this many points lower.
-- parameter: max_earnings_drop number = 0; Drivers' earnings an hour may be this many % lower.
-- parameter: max_cost_rise number = 0; The cost of an order may be this many % higher.
-- parameter: pay_per_hour number = 18; What an hour of a driver costs, for the cost of an order.
-- parameter: pay_per_mile number = 0.6; What a mile costs, for the cost of an order.
WITH
  $shared,
  -- Deliveries that arrived, of the orders' dates, with what they earned and the drive they were on
  side AS (
    SELECT
      outcome.delivery_type,
      outcome.batch_key,
      outcome.minutes,
      abs(outcome.delay_minutes) AS eta_error,
      outcome.is_on_time::INTEGER AS on_time,
      outcome.miles_each,
      outcome.driver_minutes_each,
      (log_order.fee_cents + log_order.tip_cents) / 100 AS earned,
      coalesce(outcome.batch_key, outcome.delivery_key) AS drive,
      delivery.assigned_at,
      delivery.picked_up_at,
      delivery.delivered_at
    FROM outcome
    JOIN numbered_delivery AS delivery ON delivery.delivery_key = outcome.delivery_key
    LEFT JOIN log_order ON log_order.order_key = outcome.order_key
    WHERE ($from IS NULL OR outcome.date >= $from)
      AND ($to IS NULL OR outcome.date <= $to)
  ),
  -- A drive is a batch, or a delivery driven alone: it carries from the first pickup on, and is on
  -- its way from the assignment on
  drives AS (
    SELECT
      delivery_type,
      drive,
      (epoch_us(max(delivered_at)) - epoch_us(min(picked_up_at))) / 60e6 AS carrying,
      (epoch_us(max(delivered_at)) - epoch_us(least(min(assigned_at), min(picked_up_at)))) / 60e6
        AS busy
    FROM side
    WHERE picked_up_at IS NOT NULL
      AND delivered_at IS NOT NULL
      AND assigned_at IS NOT NULL
    GROUP BY delivery_type, drive
  ),
  -- Means of each kind of delivery; an hour is one that was known to be driven
  per_type AS (
    SELECT
      delivery_type,
      avg(minutes) AS minutes,
      avg(eta_error) AS eta_error,
      100 * avg(on_time) AS on_time,
      sum(earned) FILTER (driver_minutes_each IS NOT NULL)
        / nullif(sum(driver_minutes_each) FILTER (earned IS NOT NULL), 0) * 60 AS earnings,
      count(driver_minutes_each) / nullif(sum(driver_minutes_each), 0) * 60 AS deliveries,
      avg(miles_each) AS miles,
      avg($pay_per_hour * driver_minutes_each / 60 + $pay_per_mile * miles_each) AS cost,
      count(*)::DOUBLE AS orders,
      count(*) / nullif(count(DISTINCT batch_key), 0)::DOUBLE AS size
    FROM side
    GROUP BY delivery_type
  ),
  -- The share of the time on the way in which something was carried
  use_of_time AS (
    SELECT
      delivery_type,
      100 * sum(carrying) / nullif(sum(busy), 0) AS utilisation
    FROM drives
    GROUP BY delivery_type
  ),
  -- Both kinds in one row, even where one of them is missing
  both_sides AS (
    SELECT
      individual.minutes AS individual_minutes,
      batched.minutes AS batched_minutes,
      individual.eta_error AS individual_eta_error,
      batched.eta_error AS batched_eta_error,
      individual.on_time AS individual_on_time,
      batched.on_time AS batched_on_time,
      individual.earnings AS individual_earnings,
      batched.earnings AS batched_earnings,
      individual.deliveries AS individual_deliveries,
      batched.deliveries AS batched_deliveries,
      individual.miles AS individual_miles,
      batched.miles AS batched_miles,
      individual.cost AS individual_cost,
      batched.cost AS batched_cost,
      batched.size AS batched_size,
      100 * batched.orders / (coalesce(individual.orders, 0) + coalesce(batched.orders, 0))
        AS batched_share,
      individual_time.utilisation AS individual_utilisation,
      batched_time.utilisation AS batched_utilisation
    FROM (VALUES (1)) AS one_row(one)
    LEFT JOIN per_type AS individual ON individual.delivery_type = 'individual'
    LEFT JOIN per_type AS batched ON batched.delivery_type = 'batched'
    LEFT JOIN use_of_time AS individual_time ON individual_time.delivery_type = 'individual'
    LEFT JOIN use_of_time AS batched_time ON batched_time.delivery_type = 'batched'
  ),
  -- A row a measure, and what of it is limited
  measures AS (
    SELECT
      1 AS place,
      'customer' AS stakeholder,
      'minutes' AS measure,
      individual_minutes AS individual,
      batched_minutes AS batched,
      'difference' AS limited,
      $max_extra_minutes AS most
    FROM both_sides
    UNION ALL
    SELECT
      2,
      'customer',
      'eta_error_minutes',
      individual_eta_error,
      batched_eta_error,
      NULL,
      NULL
    FROM both_sides
    UNION ALL
    SELECT
      3,
      'customer',
      'on_time_pct',
      individual_on_time,
      batched_on_time,
      'drop',
      $max_on_time_drop
    FROM both_sides
    UNION ALL
    SELECT
      4,
      'driver',
      'earnings_per_hour',
      individual_earnings,
      batched_earnings,
      'drop_pct',
      $max_earnings_drop
    FROM both_sides
    UNION ALL
    SELECT
      5,
      'driver',
      'deliveries_per_hour',
      individual_deliveries,
      batched_deliveries,
      NULL,
      NULL
    FROM both_sides
    UNION ALL
    SELECT
      6,
      'driver',
      'miles_per_delivery',
      individual_miles,
      batched_miles,
      NULL,
      NULL
    FROM both_sides
    UNION ALL
    SELECT
      7,
      'driver',
      'utilisation_pct',
      individual_utilisation,
      batched_utilisation,
      NULL,
      NULL
    FROM both_sides
    UNION ALL
    SELECT
      8,
      'platform',
      'cost_per_order',
      individual_cost,
      batched_cost,
      'rise_pct',
      $max_cost_rise
    FROM both_sides
    UNION ALL
    SELECT
      9,
      'platform',
      'batched_share_pct',
      NULL,
      batched_share,
      NULL,
      NULL
    FROM both_sides
    UNION ALL
    SELECT
      10,
      'platform',
      'orders_per_batch',
      NULL,
      batched_size,
      NULL,
      NULL
    FROM both_sides
  ),
  -- Batched against individual
  compared AS (
    SELECT
      place,
      stakeholder,
      measure,
      individual,
      batched,
      batched - individual AS difference,
      CASE WHEN individual > 0 THEN 100 * (batched - individual) / individual END AS change_pct,
      limited,
      most
    FROM measures
  )
SELECT
  stakeholder,
  measure,
  individual,
  batched,
  difference,
  change_pct,
  most AS "limit",
  CASE limited
    WHEN 'difference' THEN difference <= most
    WHEN 'drop' THEN -difference <= most
    WHEN 'drop_pct' THEN -change_pct <= most
    WHEN 'rise_pct' THEN change_pct <= most
  END AS is_kept
FROM compared
WHERE individual IS NOT NULL
  OR batched IS NOT NULL
ORDER BY place
