-- title: Users by age and gender
-- about: Different users of the 30 days that end with a day, by full years of age on that day.
-- grain: one row per age group and gender
-- tables: fact_user_activity, dim_users
-- parameter: day date; the last of the 30 days, or the newest activity's
-- chart: stacked age_group users by gender
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts))) AS day FROM model.fact_user_activity
),
active AS (
  SELECT DISTINCT
    user_id,
    date_sub('year', "dim_users.birth_date", day) AS age,
    "dim_users.gender" AS gender
  FROM model.fact_user_activity, asked
  WHERE local_date(ts) BETWEEN day - 29 AND day AND "dim_users.is_test_account" IS NOT TRUE
)
SELECT
  CASE
    WHEN age < 18 THEN 'below 18'
    WHEN age < 25 THEN '18-24'
    WHEN age < 35 THEN '25-34'
    WHEN age < 45 THEN '35-44'
    WHEN age < 55 THEN '45-54'
    WHEN age >= 55 THEN '55 and over'
  END AS age_group,
  gender,
  count(*) AS users
FROM active
GROUP BY 1, 2
ORDER BY min(age) NULLS LAST, gender NULLS LAST
