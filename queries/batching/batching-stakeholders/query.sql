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
WITH side AS (
  SELECT o.delivery_type, o.batch_key, o.minutes, abs(o.delay_minutes) AS eta_error, o.is_on_time::INTEGER AS on_time, o.miles_each, o.driver_minutes_each,
    (p.fee_cents + p.tip_cents) / 100 AS earned, coalesce(o.batch_key, o.delivery_key) AS drive, d.assigned_at, d.picked_up_at, d.delivered_at
  FROM outcome o JOIN numbered_delivery d ON d.delivery_key = o.delivery_key LEFT JOIN log_order p ON p.order_key = o.order_key
  WHERE ($from IS NULL OR o.date >= $from) AND ($to IS NULL OR o.date <= $to)),
-- A drive is a batch, or a delivery driven alone: it carries from the first pickup on, and is on its way from the assignment on.
drives AS (
  SELECT delivery_type, drive, (epoch_us(max(delivered_at)) - epoch_us(min(picked_up_at))) / 60e6 AS carrying, (epoch_us(max(delivered_at)) - epoch_us(least(min(assigned_at), min(picked_up_at)))) / 60e6 AS busy
  FROM side WHERE picked_up_at IS NOT NULL AND delivered_at IS NOT NULL AND assigned_at IS NOT NULL GROUP BY delivery_type, drive),
per_type AS (
  SELECT delivery_type, avg(minutes) AS minutes, avg(eta_error) AS eta_error, 100 * avg(on_time) AS on_time,
    sum(earned) FILTER (driver_minutes_each IS NOT NULL) / nullif(sum(driver_minutes_each) FILTER (earned IS NOT NULL), 0) * 60 AS earnings,
    count(driver_minutes_each) / nullif(sum(driver_minutes_each), 0) * 60 AS deliveries, avg(miles_each) AS miles,
    avg($pay_per_hour * driver_minutes_each / 60 + $pay_per_mile * miles_each) AS cost, count(*)::DOUBLE AS orders, count(*) / nullif(count(DISTINCT batch_key), 0)::DOUBLE AS size
  FROM side GROUP BY delivery_type),
use_of_time AS (SELECT delivery_type, 100 * sum(carrying) / nullif(sum(busy), 0) AS utilisation FROM drives GROUP BY delivery_type),
pair AS (
  SELECT i.minutes AS i_minutes, b.minutes AS b_minutes, i.eta_error AS i_eta, b.eta_error AS b_eta, i.on_time AS i_on_time, b.on_time AS b_on_time, i.earnings AS i_earnings, b.earnings AS b_earnings,
    i.deliveries AS i_deliveries, b.deliveries AS b_deliveries, i.miles AS i_miles, b.miles AS b_miles, i.cost AS i_cost, b.cost AS b_cost, b.size AS b_size,
    100 * b.orders / (coalesce(i.orders, 0) + coalesce(b.orders, 0)) AS b_share, iu.utilisation AS i_use, bu.utilisation AS b_use
  FROM (SELECT 1) one LEFT JOIN per_type i ON i.delivery_type = 'individual' LEFT JOIN per_type b ON b.delivery_type = 'batched'
  LEFT JOIN use_of_time iu ON iu.delivery_type = 'individual' LEFT JOIN use_of_time bu ON bu.delivery_type = 'batched'),
measures AS (
  SELECT 1 AS place, 'customer' AS stakeholder, 'minutes' AS measure, i_minutes AS individual, b_minutes AS batched, 'difference' AS limited, $max_extra_minutes AS most FROM pair
  UNION ALL SELECT 2, 'customer', 'eta_error_minutes', i_eta, b_eta, NULL, NULL FROM pair
  UNION ALL SELECT 3, 'customer', 'on_time_pct', i_on_time, b_on_time, 'drop', $max_on_time_drop FROM pair
  UNION ALL SELECT 4, 'driver', 'earnings_per_hour', i_earnings, b_earnings, 'drop_pct', $max_earnings_drop FROM pair
  UNION ALL SELECT 5, 'driver', 'deliveries_per_hour', i_deliveries, b_deliveries, NULL, NULL FROM pair
  UNION ALL SELECT 6, 'driver', 'miles_per_delivery', i_miles, b_miles, NULL, NULL FROM pair
  UNION ALL SELECT 7, 'driver', 'utilisation_pct', i_use, b_use, NULL, NULL FROM pair
  UNION ALL SELECT 8, 'platform', 'cost_per_order', i_cost, b_cost, 'rise_pct', $max_cost_rise FROM pair
  UNION ALL SELECT 9, 'platform', 'batched_share_pct', NULL, b_share, NULL, NULL FROM pair
  UNION ALL SELECT 10, 'platform', 'orders_per_batch', NULL, b_size, NULL, NULL FROM pair),
compared AS (
  SELECT place, stakeholder, measure, individual, batched, batched - individual AS difference, CASE WHEN individual > 0 THEN 100 * (batched - individual) / individual END AS change_pct, limited, most
  FROM measures)
SELECT stakeholder, measure, individual, batched, difference, change_pct, most AS "limit",
  CASE limited WHEN 'difference' THEN difference <= most WHEN 'drop' THEN -difference <= most WHEN 'drop_pct' THEN -change_pct <= most WHEN 'rise_pct' THEN change_pct <= most END AS is_kept
FROM compared WHERE individual IS NOT NULL OR batched IS NOT NULL
ORDER BY place
