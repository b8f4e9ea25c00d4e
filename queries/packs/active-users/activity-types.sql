-- title: Activities and their weight
-- about: How often each kind of activity happened, whether it is a conversion, and what it weighs in all.
-- grain: one row per kind of activity
-- tables: fact_user_activity, dim_users, dim_activity_types
-- parameter: from date; first day
-- parameter: to date; last day
-- chart: bar activity_name weight
SELECT
  t.activity_name,
  t.is_conversion_event,
  count(a.user_id) AS activities,
  count(DISTINCT a.user_id) AS users,
  count(a.user_id) * t.activity_weight AS weight
FROM model.dim_activity_types t
LEFT JOIN (
  SELECT activity_type_key, user_id
  FROM model.fact_user_activity
  WHERE "dim_users.is_test_account" IS NOT TRUE
    AND ($from IS NULL OR local_date(ts) >= $from) AND ($to IS NULL OR local_date(ts) <= $to)
) a USING (activity_type_key)
GROUP BY t.activity_name, t.is_conversion_event, t.activity_weight
ORDER BY weight DESC, t.activity_name
