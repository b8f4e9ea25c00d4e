-- title: Monthly users by segment and country
-- about: Different users of the 30 days that end with a day; (all) is the total over segments or countries.
-- grain: one row per segment and country, and one for each total
-- tables: fact_user_activity, dim_users, dim_user_segments, dim_geographies
-- parameter: day date; the last of the 30 days, or the newest activity's
-- chart: heatmap country mau by segment
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts))) AS day FROM model.fact_user_activity
),
counted AS (
  SELECT
    coalesce("dim_users.dim_user_segments.segment_name", '(none)') AS segment,
    coalesce("dim_geographies.country_name", '(none)') AS country,
    count(DISTINCT user_id) AS mau
  FROM model.fact_user_activity, asked
  WHERE local_date(ts) BETWEEN day - 29 AND day AND "dim_users.is_test_account" IS NOT TRUE
  GROUP BY CUBE (1, 2)
)
SELECT coalesce(segment, '(all)') AS segment, coalesce(country, '(all)') AS country, mau
FROM counted
ORDER BY mau DESC, segment, country
