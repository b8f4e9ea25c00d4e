-- title: When revenue changed
-- about: The week that parts the weekly revenue of a restaurant best into two levels, with the level before and from then on, and how much of the ups and downs the two levels explain.
-- grain: one row per restaurant with enough whole weeks
-- tables: orders, restaurants
-- parameter: weeks integer = 2; how many weeks each of the two levels has at least
-- chart: bar restaurant_name change_pct
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
earned AS (
  SELECT
    restaurant_id,
    date_trunc('week', local_date(ts))::DATE AS week,
    coalesce(sum(value) FILTER (WHERE order_status = 'delivered'), 0)::DOUBLE AS amount
  FROM model.orders
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
),
weeks AS (
  SELECT restaurant_id, unnest(generate_series(min(week)::TIMESTAMP, last_date::TIMESTAMP, INTERVAL 7 DAY))::DATE AS week
  FROM earned, span
  GROUP BY restaurant_id, last_date
),
weekly AS (
  SELECT restaurant_id, week, coalesce(amount, 0) AS amount
  FROM weeks
  LEFT JOIN earned USING (restaurant_id, week)
  CROSS JOIN span
  WHERE week + 6 <= last_date
),
splits AS (
  SELECT
    restaurant_id,
    week,
    count(*) OVER earlier AS n1,
    count(*) OVER later AS n2,
    avg(amount) OVER earlier AS m1,
    avg(amount) OVER later AS m2,
    var_pop(amount) OVER (PARTITION BY restaurant_id) * count(*) OVER (PARTITION BY restaurant_id) AS spread
  FROM weekly
  WINDOW
    earlier AS (PARTITION BY restaurant_id ORDER BY week ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
    later AS (PARTITION BY restaurant_id ORDER BY week ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
),
best AS (
  SELECT *, n1 * n2 / (n1 + n2) * (m1 - m2) ** 2 AS between_levels
  FROM splits
  WHERE n1 >= $weeks AND n2 >= $weeks
  QUALIFY row_number() OVER (PARTITION BY restaurant_id ORDER BY n1 * n2 / (n1 + n2) * (m1 - m2) ** 2 DESC, week) = 1
)
SELECT
  restaurant_name,
  week AS since,
  m1 AS weekly_before,
  m2 AS weekly_since,
  100 * (m2 - m1) / nullif(m1, 0) AS change_pct,
  100 * between_levels / nullif(spread, 0) AS explained_pct
FROM best
JOIN model.restaurants USING (restaurant_id)
ORDER BY change_pct NULLS LAST, restaurant_name
