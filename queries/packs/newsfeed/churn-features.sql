-- title: Features for churn prediction
-- about: What is known of each account on a day, from the 28 days that end with it: fit for export.
-- grain: one row per account with an event up to the day
-- tables: events
-- parameter: day date; the day, or the last one before the newest event's
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS day FROM model.events
),
known AS (
  SELECT user_id, session_id, event, platform, ts, local_date(ts) AS date, day, day - local_date(ts) < 28 AS recent
  FROM model.events, asked
  WHERE local_date(ts) <= day AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
)
SELECT
  user_id,
  min(date) AS first_date,
  max(date) AS last_date,
  any_value(day) - max(date) AS days_since,
  count(DISTINCT date) FILTER (WHERE day - date < 7) AS active_days_7,
  count(DISTINCT date) FILTER (WHERE recent) AS active_days_28,
  count(DISTINCT session_id) FILTER (WHERE recent) AS sessions_28,
  count(*) FILTER (WHERE recent AND event = 'post_view') AS views_28,
  count(*) FILTER (WHERE recent AND event IN ('post_like', 'post_share', 'post_comment')) AS interactions_28,
  arg_max(platform, ts) AS platform
FROM known
GROUP BY user_id
ORDER BY days_since DESC, user_id
