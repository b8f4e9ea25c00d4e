-- title: New and returning users
-- about: Users of each day: new on the day of their registration, returning on all others.
-- grain: one row per day
-- tables: fact_user_activity, dim_users
-- parameter: from date; first day
-- parameter: to date; last day
-- expect: date unique
-- chart: line date new_users returning_users
WITH span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.fact_user_activity
),
calendar AS (
  SELECT unnest(generate_series(
    greatest(first_date, coalesce($from, first_date)),
    least(last_date, coalesce($to, last_date)),
    INTERVAL 1 DAY
  ))::DATE AS date
  FROM span
),
used AS (
  SELECT local_date(ts) AS date, user_id, local_date("dim_users.registration_date") = local_date(ts) AS is_new
  FROM model.fact_user_activity
  WHERE "dim_users.is_test_account" IS NOT TRUE
)
SELECT
  date,
  count(DISTINCT user_id) FILTER (WHERE is_new) AS new_users,
  count(DISTINCT user_id) FILTER (WHERE is_new IS NOT TRUE) AS returning_users
FROM calendar
LEFT JOIN used USING (date)
GROUP BY date
ORDER BY date
