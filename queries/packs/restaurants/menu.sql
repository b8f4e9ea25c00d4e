-- title: What sells and what earns
-- about: Items by what was sold of them in delivered orders of the period: popular where at least as much as the mean item of the restaurant, profitable where price less cost is at least that of the mean item.
-- grain: one row per item of the menu
-- tables: orders, restaurants, order_items, menu_items
-- parameter: days integer = 28; how many days a period has; the last one ends with the last whole day
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.orders
),
quantities AS (
  SELECT item_id, sum(quantity) AS quantity
  FROM model.order_items
  JOIN model.orders USING (order_id)
  CROSS JOIN span
  WHERE order_status = 'delivered' AND local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY item_id
),
items AS (
  SELECT
    restaurant_id,
    item_name,
    coalesce(quantity, 0) AS units,
    coalesce(quantity, 0) * price AS amount,
    price - cost AS margin
  FROM model.menu_items
  LEFT JOIN quantities USING (item_id)
),
judged AS (
  SELECT
    *,
    100 * amount / nullif(sum(amount) OVER own, 0) AS part,
    units >= avg(units) OVER own AS is_popular,
    margin >= avg(margin) OVER own AS is_profitable
  FROM items
  WINDOW own AS (PARTITION BY restaurant_id)
)
SELECT
  restaurant_name,
  item_name,
  units::BIGINT AS sold,
  amount::DOUBLE AS revenue,
  part::DOUBLE AS share_pct,
  (units * margin)::DOUBLE AS profit,
  CASE
    WHEN is_popular AND is_profitable THEN 'popular and profitable'
    WHEN is_popular THEN 'popular'
    WHEN is_profitable THEN 'profitable'
    ELSE 'neither'
  END AS class
FROM judged
JOIN model.restaurants USING (restaurant_id)
ORDER BY restaurant_name, revenue DESC, item_name
