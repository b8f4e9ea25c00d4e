-- title: Monthly users by country, region and city
-- about: Different users of the 30 days that end with a day; (all) is the total over cities, regions or countries.
-- grain: one row per city, and one for each total
-- tables: fact_user_activity, dim_users, dim_geographies
-- parameter: day date; the last of the 30 days, or the newest activity's
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts))) AS day FROM model.fact_user_activity
),
counted AS (
  SELECT
    coalesce("dim_geographies.country_name", '(none)') AS country,
    coalesce("dim_geographies.region_name", '(none)') AS region,
    coalesce("dim_geographies.city_name", '(none)') AS city,
    count(DISTINCT user_id) AS mau
  FROM model.fact_user_activity, asked
  WHERE local_date(ts) BETWEEN day - 29 AND day AND "dim_users.is_test_account" IS NOT TRUE
  GROUP BY ROLLUP (1, 2, 3)
)
SELECT
  coalesce(country, '(all)') AS country,
  coalesce(region, '(all)') AS region,
  coalesce(city, '(all)') AS city,
  mau
FROM counted
ORDER BY country, region, city
