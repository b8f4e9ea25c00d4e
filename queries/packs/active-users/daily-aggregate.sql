-- title: Daily, weekly and monthly users, for all and by one dimension
-- about: The aggregate of a day: users of the day, of 7 and of 30 days, for everyone and for each feature, device type, country and segment; (all) is the total.
-- grain: one row per value of one dimension, and one for everyone
-- tables: fact_user_activity, dim_users, dim_features, dim_devices, dim_geographies, dim_user_segments
-- parameter: day date; the day, or the last one before the newest activity's
-- expect: dau_mau between 0 and 1
-- expect: wau_mau between 0 and 1
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS day FROM model.fact_user_activity
),
used AS (
  SELECT
    coalesce("dim_features.feature_name", '(none)') AS feature,
    coalesce("dim_devices.device_type", '(none)') AS device_type,
    coalesce("dim_geographies.country_name", '(none)') AS country,
    coalesce("dim_users.dim_user_segments.segment_name", '(none)') AS segment,
    user_id,
    day - local_date(ts) AS days_before,
    local_date("dim_users.registration_date") = day AS is_new
  FROM model.fact_user_activity, asked
  WHERE local_date(ts) BETWEEN day - 29 AND day AND "dim_users.is_test_account" IS NOT TRUE
),
counted AS (
  SELECT
    feature,
    device_type,
    country,
    segment,
    count(DISTINCT user_id) FILTER (WHERE days_before = 0) AS dau,
    count(DISTINCT user_id) FILTER (WHERE days_before < 7) AS wau,
    count(DISTINCT user_id) AS mau,
    count(DISTINCT user_id) FILTER (WHERE days_before = 0 AND is_new) AS new_users
  FROM used
  GROUP BY GROUPING SETS ((), (feature), (device_type), (country), (segment))
)
SELECT
  coalesce(feature, '(all)') AS feature,
  coalesce(device_type, '(all)') AS device_type,
  coalesce(country, '(all)') AS country,
  coalesce(segment, '(all)') AS segment,
  dau,
  wau,
  mau,
  dau / nullif(mau, 0) AS dau_mau,
  wau / nullif(mau, 0) AS wau_mau,
  new_users,
  dau - new_users AS returning_users
FROM counted
ORDER BY
  counted.feature NULLS FIRST,
  counted.device_type NULLS FIRST,
  counted.country NULLS FIRST,
  counted.segment NULLS FIRST
