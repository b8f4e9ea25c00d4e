-- title: Working days, weekends and holidays
-- about: The mean of the daily users and activities of each kind of day; a holiday on a weekend is a holiday, and the day of the newest activity is left out.
-- grain: one row per kind of day
-- tables: fact_user_activity, dim_users, dim_dates
-- chart: bar kind avg_dau
WITH span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.fact_user_activity
),
calendar AS (
  SELECT unnest(generate_series(first_date, last_date - 1, INTERVAL 1 DAY))::DATE AS date FROM span
),
used AS (
  SELECT local_date(ts) AS date, count(DISTINCT user_id) AS dau, count(*) AS activities
  FROM model.fact_user_activity
  WHERE "dim_users.is_test_account" IS NOT TRUE
  GROUP BY 1
)
SELECT
  CASE
    WHEN coalesce(d.is_holiday, FALSE) THEN 'holiday'
    WHEN isodow(calendar.date) >= 6 THEN 'weekend'
    ELSE 'working day'
  END AS kind,
  count(*) AS days,
  avg(coalesce(dau, 0)) AS avg_dau,
  avg(coalesce(activities, 0)) AS avg_activities
FROM calendar
LEFT JOIN used USING (date)
LEFT JOIN model.dim_dates d ON d.full_date = calendar.date
GROUP BY 1
ORDER BY avg_dau DESC, kind
