-- title: Who is back 1, 7 and 30 days after registration?
-- about: Percentage of the accounts of a month that have an event on exactly that day after their registration, of those for whom the day is over.
-- grain: one row per month of registration
-- tables: events, accounts
-- parameter: min_size integer = 1; months with fewer accounts are left out
-- chart: bar month day_1_pct day_7_pct day_30_pct
-- expect: month unique
-- expect: day_1_pct between 0 and 100
WITH span AS (
  SELECT max(local_date(ts)) AS last_date FROM model.events
),
active AS (
  SELECT DISTINCT user_id, local_date(ts) AS date FROM model.events
),
registered AS (
  SELECT user_id, first_date::DATE AS first_date
  FROM model.accounts
  WHERE is_test IS NOT TRUE AND first_date IS NOT NULL
),
ages AS (
  SELECT unnest([1, 7, 30]) AS age
),
seen AS (
  SELECT
    date_trunc('month', first_date)::DATE AS month,
    age,
    count(*) AS users,
    count(*) FILTER (WHERE first_date + age < last_date) AS old_enough,
    count(active.user_id) FILTER (WHERE first_date + age < last_date) AS back
  FROM registered
  CROSS JOIN ages
  CROSS JOIN span
  LEFT JOIN active ON active.user_id = registered.user_id AND active.date = first_date + age
  GROUP BY ALL
)
SELECT
  month,
  max(users) AS users,
  max(old_enough) FILTER (WHERE age = 1) AS day_1_of,
  max(100 * back / nullif(old_enough, 0)) FILTER (WHERE age = 1) AS day_1_pct,
  max(old_enough) FILTER (WHERE age = 7) AS day_7_of,
  max(100 * back / nullif(old_enough, 0)) FILTER (WHERE age = 7) AS day_7_pct,
  max(old_enough) FILTER (WHERE age = 30) AS day_30_of,
  max(100 * back / nullif(old_enough, 0)) FILTER (WHERE age = 30) AS day_30_pct
FROM seen
GROUP BY month
HAVING max(users) >= $min_size
ORDER BY month
