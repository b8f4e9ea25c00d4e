-- title: Stickiness by feature
-- about: Daily users in percent of those of the 30 days that end with the day: mean, greatest and least over days whose 30 days are all in the data.
-- grain: one row per feature
-- tables: fact_user_activity, dim_users, dim_features
-- parameter: from date; first day
-- parameter: to date; last day, or the last one before the newest activity's
-- expect: max_stickiness_pct between 0 and 100
-- chart: bar feature_name stickiness_pct
WITH span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.fact_user_activity
),
days AS (
  SELECT unnest(generate_series(
    greatest(first_date + 29, coalesce($from, first_date)),
    least(last_date, coalesce($to, last_date - 1)),
    INTERVAL 1 DAY
  ))::DATE AS date
  FROM span
),
used AS (
  SELECT DISTINCT "dim_features.feature_name" AS feature_name, local_date(ts) AS date, user_id
  FROM model.fact_user_activity
  WHERE "dim_users.is_test_account" IS NOT TRUE
),
windows AS (
  SELECT
    used.feature_name,
    days.date,
    count(DISTINCT user_id) FILTER (WHERE used.date = days.date) AS dau,
    count(DISTINCT user_id) AS mau
  FROM days
  JOIN used ON used.date BETWEEN days.date - 29 AND days.date
  GROUP BY ALL
)
SELECT
  feature_name,
  count(*) AS days,
  100 * avg(dau / mau) AS stickiness_pct,
  100 * min(dau / mau) AS min_stickiness_pct,
  100 * max(dau / mau) AS max_stickiness_pct
FROM windows
GROUP BY feature_name
ORDER BY stickiness_pct DESC, feature_name
