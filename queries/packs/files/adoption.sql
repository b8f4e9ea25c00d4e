-- title: Who takes up quick access?
-- about: Users of a week who saw a list, those who clicked in one, their clicks, and those who did so for the first time; by plan.
-- grain: one row per week and plan
-- tables: file_events, dim_users
-- chart: line week adoption_pct by plan
WITH users AS (
  SELECT
    date_trunc('week', local_date(ts))::DATE AS week,
    coalesce("dim_users.plan", '(none)') AS plan,
    user_id,
    count(*) FILTER (WHERE event = 'quick_access_clicked') AS clicks
  FROM model.file_events
  WHERE event IN ('quick_access_shown', 'quick_access_clicked') AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
),
firsts AS (
  SELECT user_id, min(week) AS first_week FROM users WHERE clicks > 0 GROUP BY user_id
)
SELECT
  week,
  plan,
  count(*) AS users,
  count(*) FILTER (WHERE clicks > 0) AS clickers,
  100 * count(*) FILTER (WHERE clicks > 0) / count(*) AS adoption_pct,
  count(*) FILTER (WHERE clicks > 0 AND first_week = week) AS new_clickers,
  sum(clicks) / nullif(count(*) FILTER (WHERE clicks > 0), 0) AS clicks_per_clicker,
  week >= (SELECT min(local_date(ts)) FROM model.file_events) AND week + 6 < (SELECT max(local_date(ts)) FROM model.file_events) AS complete
FROM users
LEFT JOIN firsts USING (user_id)
GROUP BY week, plan
ORDER BY week, plan
