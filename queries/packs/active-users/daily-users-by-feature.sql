-- title: Daily users by feature
-- about: Different users of each feature on one day, most first.
-- grain: one row per feature
-- tables: fact_user_activity, dim_users, dim_features
-- parameter: day date; the day, or the last one before the newest activity's
-- chart: bar feature_name dau
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS day FROM model.fact_user_activity
)
SELECT
  f.feature_name,
  count(DISTINCT a.user_id) FILTER (WHERE a."dim_users.is_test_account" IS NOT TRUE) AS dau
FROM model.dim_features f
CROSS JOIN asked
LEFT JOIN model.fact_user_activity a ON a.feature_key = f.feature_key AND local_date(a.ts) = asked.day
GROUP BY f.feature_name
ORDER BY dau DESC, f.feature_name
